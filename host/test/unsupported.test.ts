import { execFile } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import { startHost } from "./setup.ts";

// What the host does not do is refused by name, with what to do instead where there is something.

const root = path.join(import.meta.dirname, "../..");
const convexCli = path.join(root, "node_modules/convex/bin/main.js");

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = path.join(root, "node_modules/.cache", `host-unsupported-${crypto.randomUUID()}`);
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(path.join(cwd, "convex"), { recursive: true });
  await writeFile(path.join(cwd, "package.json"), JSON.stringify({ name: "sample", dependencies: { convex: "1.48.0" } }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(cwd, "convex", name), text);
  return cwd;
}

test("`convex deploy` is refused with what to do instead, and changes nothing", { timeout: 120_000 }, async () => {
  const cwd = await project({});
  await cp(path.join(import.meta.dirname, "../sample/convex"), path.join(cwd, "convex"), { recursive: true });
  const host = await startHost();
  const deploy = promisify(execFile)(
    process.execPath,
    [convexCli, "deploy", "--typecheck", "disable", "--url", host.url, "--admin-key", host.adminKey],
    { cwd },
  );
  const { code, stderr } = await deploy.then(
    () => ({ code: 0, stderr: "" }),
    (error: { code: number; stderr: string }) => error,
  );
  expect(stderr).toContain("`npx convex dev` and `deploy` are not supported by this host: start it with the new functions.");
  expect(code).not.toBe(0);
  await expect(host.run("messages:list", { room: "a" })).rejects.toThrow("Could not find");
});

test.each(["1.0/storageStore", "1.0/auditLog", "1.0/signJwt", "1.0/getServiceUrl"])(
  "a mutation that asks for %s fails with its name",
  async (op) => {
    const cwd = await project({
      "odd.ts": `import { mutationGeneric } from "convex/server";
declare const Convex: { asyncSyscall(op: string, args: string): Promise<string> };
export const ask = mutationGeneric({ args: {}, handler: async () => await Convex.asyncSyscall(${JSON.stringify(op)}, "{}") });`,
    });
    const host = await startHost({ functions: path.join(cwd, "convex") });
    await expect(host.run("odd:ask")).rejects.toThrow(`Unknown async operation ${op}: this host does not support it`);
  },
);
