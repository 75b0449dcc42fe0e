import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import { startHost } from "./setup.ts";

const exec = promisify(execFile);
const root = path.join(import.meta.dirname, "../..");
const convexCli = path.join(root, "node_modules/convex/bin/main.js");

/** A project inside of the repository, so that it finds its packages, and a host that serves its functions. */
async function project(app: string) {
  const cwd = path.join(root, "node_modules/.cache", `host-codegen-${crypto.randomUUID()}`);
  const convex = path.join(cwd, "convex");
  await mkdir(cwd, { recursive: true });
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await cp(path.join(import.meta.dirname, app), convex, { recursive: true });
  await writeFile(path.join(cwd, "package.json"), JSON.stringify({ name: "sample", dependencies: { convex: "1.48.0" } }));
  const host = await startHost({ functions: convex });
  const codegen = () =>
    exec(process.execPath, [convexCli, "codegen", "--typecheck", "disable", "--url", host.url, "--admin-key", host.adminKey], { cwd });
  const text = async (name: string) => (await readFile(path.join(convex, name), "utf8")).replaceAll(/\s+/g, " ");
  return { convex, codegen, text };
}

test("`convex codegen` writes the types of an app's component, and not those of another state of it", { timeout: 120_000 }, async () => {
  const { convex, codegen, text } = await project("app-with-component");
  await codegen();
  expect(await text("_generated/api.d.ts")).toMatch(
    /limiter: import\("\.\.\/limiter\/_generated\/component\.js"\)\.ComponentApi<"limiter">; second: .*<"second">;/,
  );
  expect(await text("limiter/_generated/component.ts")).toContain(
    'take: FunctionReference< "mutation", "internal", { name: string }, any, Name >;',
  );
  expect(await text("_generated/server.d.ts")).toContain("readonly APP_COLOR: string | undefined;");
  await writeFile(path.join(convex, "limiter/more.ts"), 'export { all } from "./uses";');
  await expect(codegen()).rejects.toThrow('This host does not serve the component "limiter" as it is in this folder.');
});

test("`convex codegen` writes the types of official components", { timeout: 120_000 }, async () => {
  const { codegen, text } = await project("app-official");
  await codegen();
  expect(await text("_generated/api.d.ts")).toContain(
    'import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">',
  );
});
