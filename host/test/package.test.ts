import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { bundleFunctions } from "../src/index.ts";

// The package as somebody gets it who has nothing of ours: the tarball, installed without a network into an empty project.

const root = path.join(import.meta.dirname, "../..");
let folder: string;
let project: string;
let environment: NodeJS.ProcessEnv;
let command: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "host-package-"));
  project = path.join(folder, "project");
  await mkdir(project);
  const tarball = execFileSync(process.execPath, ["scripts/package-host.mjs", "--out", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
  const { NODE_PATH: _path, ...inherited } = process.env;
  environment = {
    ...inherited,
    npm_config_cache: path.join(folder, "cache"),
    npm_config_offline: "true",
    npm_config_registry: "http://127.0.0.1:9",
  };
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "none", private: true }));
  const installed = spawnSync("npm", ["install", tarball, "--prefix", folder, "--no-audit", "--no-fund"], {
    env: environment,
    encoding: "utf8",
  });
  expect(installed.stderr + installed.stdout).toContain("added");
  command = path.join(folder, "node_modules/.bin/convex-compatible-host");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => spawnSync(command, args, { cwd: project, env: environment, encoding: "utf8" });

/** Serves until the test ends; answers the URL. */
async function serve(...args: string[]): Promise<{ url: string; child: ChildProcess; exited: Promise<number | null> }> {
  const child = spawn(command, ["--port", "0", ...args], { cwd: project, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let errors = "";
  child.stderr.on("data", (data) => (errors += String(data)));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data)));
    void exited.then((code) => reject(new Error(`It ended with ${code}: ${errors}`)));
  });
  const { url }: { url: string } = JSON.parse(line);
  return { url, child, exited };
}

test("a bundle is served without esbuild, without the convex package and without a dashboard", async () => {
  const bundle = path.join(project, "functions.cjs");
  await writeFile(bundle, await bundleFunctions(path.join(root, "host/sample/convex")));
  const { url, child, exited } = await serve("--functions", bundle, "--data", path.join(folder, "bundled"));
  const client = new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false });
  await client.mutation(makeFunctionReference<"mutation">("messages:send"), { room: "lobby", author: "a", text: "hello" });
  expect(await client.query(makeFunctionReference<"query">("messages:list"), { room: "lobby" })).toMatchObject([{ text: "hello" }]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(url)).status).toBe(404);
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(run("check", "--data", path.join(folder, "bundled"))).toMatchObject({ status: 0 });
  await rm(bundle);
});

test("an empty folder becomes an app that is served, with words where something is missing", { timeout: 60_000 }, async () => {
  expect(run("init")).toMatchObject({ status: 0 });
  expect(run("init")).toMatchObject({ status: 1, stderr: expect.stringContaining("Begin in an empty folder") });
  expect(run("--port", "0", "--log", "text").stderr).toContain("npm install esbuild");
  // What `npm install` would bring.
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(await readFile(path.join(project, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies).filter((one) => one !== "convex-compatible-host"), "ws"])
    await symlink(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  const { url } = await serve();
  const client = spawnSync(process.execPath, ["client.mjs", url], { cwd: project, encoding: "utf8", timeout: 20_000 });
  expect(client.stdout).toMatch(/1 messages; the newest: hello at/);
  expect(client.status).toBe(0);
  expect(run("bundle", "--functions", "convex", "--to", "all.cjs")).toMatchObject({ status: 0 });
});

test("its types say what it takes", { timeout: 60_000 }, async () => {
  const good =
    'import { createHost, type Host } from "convex-compatible-host";\nexport const host: Promise<Host> = createHost({ dataDir: "d", port: 0, functions: "convex" });\n';
  await writeFile(path.join(project, "good.ts"), good);
  await writeFile(path.join(project, "bad.ts"), good.replace("port: 0", 'port: "0"'));
  const check = (name: string) =>
    spawnSync(
      path.join(root, "node_modules/.bin/tsc"),
      [
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--module",
        "nodenext",
        "--target",
        "es2022",
        "--types",
        "node",
        "--typeRoots",
        path.join(root, "node_modules/@types"),
        name,
      ],
      { cwd: project, encoding: "utf8" },
    );
  expect(check("good.ts").stdout).toBe("");
  expect(check("bad.ts").stdout).toContain("is not assignable to type 'number'");
});
