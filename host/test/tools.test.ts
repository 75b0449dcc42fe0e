import { execFile, spawn } from "node:child_process";
import { cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { expect, onTestFinished, test } from "vitest";

import { bundleFunctions, createHost, readAdminKey } from "../src/index.ts";
import { readZip } from "../src/transfer/unzip.ts";
import { appFolder, eventually, httpClient, api, liveClient, startHost, temporaryFolder } from "./setup.ts";

const exec = promisify(execFile);
const root = path.join(import.meta.dirname, "../..");
const convexCli = path.join(root, "node_modules/convex/bin/main.js");

/** A project of its own, inside the repository so that it finds its packages. */
async function temporaryProject(): Promise<string> {
  const folder = path.join(root, "node_modules/.cache", `host-test-${crypto.randomUUID()}`);
  await mkdir(folder, { recursive: true });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(appFolder, path.join(folder, "convex"), { recursive: true });
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "sample", dependencies: { convex: "1.48.0" } }));
  return folder;
}

test("`convex codegen` and `convex run` work against the host", { timeout: 120_000 }, async () => {
  const host = await startHost();
  const cwd = await temporaryProject();
  const target = ["--url", host.url, "--admin-key", host.adminKey];
  await exec(process.execPath, [convexCli, "codegen", "--typecheck", "disable", ...target], { cwd });
  expect(await readFile(path.join(cwd, "convex/_generated/api.d.ts"), "utf8")).toContain(
    'import type * as counters from "../counters.js";',
  );
  const { stdout } = await exec(process.execPath, [convexCli, "run", ...target, "notes:secret"], { cwd });
  expect(stdout.trim()).toBe('"secret"');
  const wrong = exec(process.execPath, [convexCli, "run", "--url", host.url, "--admin-key", "wrong", "notes:secret"], { cwd });
  await expect(wrong).rejects.toThrow();
});

test("`convex data` and `convex export` work against the host", { timeout: 120_000 }, async () => {
  const host = await startHost();
  const cwd = await temporaryProject();
  for (let n = 0; n < 3; n++) await httpClient(host).mutation(api.counters.add, { name: `counter ${n}` });
  await httpClient(host).action(api.files.storeText, { text: "hello" });
  const convex = (...args: string[]) =>
    exec(process.execPath, [convexCli, ...args, "--url", host.url, "--admin-key", host.adminKey], { cwd });
  expect((await convex("data")).stdout.split("\n")).toEqual(expect.arrayContaining(["counters", "notes"]));
  const lines = (await convex("data", "counters", "--format", "jsonLines", "--limit", "2")).stdout.trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(["counter 2", "counter 1"]);
  await convex("export", "--include-file-storage", "--path", path.join(cwd, "all.zip"));
  const names = (await readZip(path.join(cwd, "all.zip"))).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["counters/documents.jsonl", "_storage/documents.jsonl"]));
  await convex("export", "--path", path.join(cwd, "documents.zip"));
  expect((await readZip(path.join(cwd, "documents.zip"))).map(({ name }) => name).filter((name) => name.startsWith("_storage"))).toEqual(
    [],
  );
  const stranger = await fetch(`${host.url}/api/query`, {
    method: "POST",
    body: JSON.stringify({ path: "_system/cli/tables", args: { paginationOpts: { numItems: 1, cursor: null } }, format: "json" }),
  });
  expect(await stranger.text()).toContain("Could not find public function");
  for (const method of ["POST", "GET"])
    expect((await fetch(`${host.url}/api/export/${method === "GET" ? "zip/1" : "request/zip"}`, { method })).status).toBe(401);
});

test(
  "`convex env` sets, lists, gets and removes what functions read, also after a restart, and not what the start gives",
  { timeout: 120_000 },
  async () => {
    const dataDir = await temporaryFolder();
    const host = await startHost({ dataDir, env: { GIVEN: "by the start" } });
    const cwd = await temporaryProject();
    const convex = async (...args: string[]) =>
      (await exec(process.execPath, [convexCli, "env", ...args, "--url", host.url, "--admin-key", host.adminKey], { cwd })).stdout.trim();
    const seen = async (from = host) => ((await httpClient(from).query(api.notes.clock, {})) as { env: string[] }).env;
    const change = (name: string, key: string) =>
      fetch(`${host.url}/api/update_environment_variables`, {
        method: "POST",
        headers: { Authorization: `Convex ${key}` },
        body: JSON.stringify({ changes: [{ name, value: "x" }] }),
      });
    const client = liveClient(host);
    let followed: string[] = [];
    client.onUpdate(api.notes.clock, {}, (answer) => (followed = (answer as { env: string[] }).env));
    await eventually(() => followed.includes("GIVEN"));
    await Promise.all([convex("set", "COLOR", "dark red"), convex("set", "OTHER=1")]);
    await eventually(() => followed.includes("COLOR") && followed.includes("OTHER"));
    expect(await seen()).toEqual(expect.arrayContaining(["COLOR", "GIVEN", "OTHER"]));
    await convex("remove", "OTHER");
    expect(await Promise.all([convex("get", "COLOR"), convex("list", "--include-values")])).toEqual(["dark red", "COLOR=dark red"]);
    expect(await (await change("GIVEN", host.adminKey)).text()).toContain("is given where this host is started");
    expect(await (await change("CONVEX_SITE_URL", host.adminKey)).text()).toContain("forbidden");
    expect((await change("A", "wrong")).status).toBe(401);
    await host.close();
    expect(await seen(await startHost({ dataDir }))).toContain("COLOR");
  },
);

test("`convex logs` tells what functions wrote, and follows", { timeout: 120_000 }, async () => {
  const host = await startHost({ dev: false });
  const cwd = await temporaryProject();
  await httpClient(host).query(api.notes.clock, {});
  const cli = spawn(process.execPath, [convexCli, "logs", "--history", "10", "--url", host.url, "--admin-key", host.adminKey], { cwd });
  onTestFinished(() => void cli.kill());
  let output = "";
  cli.stdout.on("data", (text) => (output += String(text)));
  await eventually(() => output.includes("reading the clock"));
  await expect(httpClient(host).mutation(api.notes.add, { room: "a", text: "broken" })).rejects.toThrow("Server Error");
  await eventually(() => output.includes("the code is broken"));
  expect(output).toMatch(/\[CONVEX M\(notes:add\)\]/);
  expect((await fetch(`${host.url}/api/stream_function_logs?cursor=0`)).status).toBe(401);
});

test("a bundle runs without its folder", async () => {
  const folder = await temporaryFolder();
  const bundle = path.join(folder, "functions.cjs");
  await writeFile(bundle, await bundleFunctions(appFolder));
  const host = await startHost({ functions: bundle });
  await httpClient(host).mutation(api.notes.add, { room: "a", text: "x" });
  expect(await httpClient(host).query(api.notes.list, { room: "a" })).toHaveLength(1);
});

test("secrets are readable by their owner only", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir });
  for (const name of ["keys.json", "admin.key", "host.json"]) expect((await stat(path.join(dataDir, name))).mode & 0o777, name).toBe(0o600);
  expect(readAdminKey(dataDir)).toBe(host.adminKey);
  expect(JSON.parse(await readFile(path.join(dataDir, "host.json"), "utf8"))).toEqual({
    url: host.url,
    adminKey: host.adminKey,
    pid: process.pid,
  });
  await host.close();
  await expect(stat(path.join(dataDir, "host.json"))).rejects.toThrow("ENOENT");
});

test("a second host on the same folder or port is refused with a reason", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir });
  await expect(startHost({ dataDir })).rejects.toMatchObject({ code: "DATA_DIR_IN_USE", message: expect.stringContaining(dataDir) });
  const { port } = new URL(host.url);
  await expect(
    createHost({ dataDir: await temporaryFolder(), port: Number(port), functions: appFolder, log: () => undefined }),
  ).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("the built app is served with its routes, its caching and its policy", async () => {
  const staticDir = await temporaryFolder();
  await mkdir(path.join(staticDir, "assets"));
  await writeFile(
    path.join(staticDir, "index.html"),
    "<!doctype html><script>theme()</script><script type=module src=/assets/index-AbCd1234.js></script>",
  );
  await writeFile(path.join(staticDir, "assets/index-AbCd1234.js"), "x".repeat(5000));
  await writeFile(path.join(staticDir, "assets/index-AbCd1234.js.gz"), gzipSync("precompressed"));
  await writeFile(path.join(staticDir, ".env"), "SECRET=1");
  const host = await startHost({ staticDir });
  const page = await fetch(`${host.url}/robots/some-robot`);
  expect([page.status, page.headers.get("cache-control"), page.headers.get("content-type")]).toEqual([
    200,
    "no-cache",
    "text/html; charset=utf-8",
  ]);
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self' 'sha256-[^']+';.*frame-ancestors 'none'/);
  const same = await fetch(`${host.url}/`, { headers: { "If-None-Match": page.headers.get("etag") ?? "" } });
  expect(same.status).toBe(304);
  const script = await fetch(`${host.url}/assets/index-AbCd1234.js`, { headers: { "Accept-Encoding": "gzip" } });
  expect([await script.text(), script.headers.get("cache-control")]).toEqual(["precompressed", "public, max-age=31536000, immutable"]);
  expect((await fetch(`${host.url}/assets/missing-AbCd1234.js`)).status).toBe(404);
  for (const hidden of ["/.env", "/%2e%2e/keys.json", "/..%5ckeys.json", "/%00"])
    expect((await fetch(host.url + hidden)).status, hidden).toBe(404);
  expect((await fetch(`${host.url}/api/nothing`)).status).not.toBe(200);
});

test("an HTTP action that is looked for at the root is answered there too, and no other", async () => {
  const staticDir = await temporaryFolder();
  await writeFile(path.join(staticDir, "index.html"), "the app");
  const host = await startHost({ staticDir, actionPaths: ["/echo"] });
  const [short, long] = await Promise.all(
    ["/echo", "/http/echo"].map((address) => fetch(`${host.url}${address}?x=1`, { method: "POST", body: "hi" })),
  );
  expect([short?.status, await short?.text()]).toEqual([long?.status, await long?.text()]);
  expect(short?.ok).toBe(true);
  expect(await (await fetch(`${host.url}/counter/hits`)).text()).toBe("the app");
});

test("a folder of pages is served below its path, without their endings and beside the app", async () => {
  const [staticDir, docs] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(path.join(staticDir, "index.html"), "the app");
  await mkdir(path.join(docs, "guides"));
  for (const name of ["index", "404", "guides/first"])
    await writeFile(path.join(docs, `${name}.html`), `page ${name}<script>theme()</script>`);
  const host = await startHost({ staticDir, pages: { "/docs": docs } });
  const answer = async (address: string) => {
    const response = await fetch(host.url + address);
    return [response.status, (await response.text()).split("<")[0]];
  };
  expect(await answer("/docs")).toEqual([200, "page index"]);
  expect(await answer("/docs/")).toEqual([200, "page index"]);
  expect(await answer("/docs/guides/first")).toEqual([200, "page guides/first"]);
  expect(await answer("/docs/guides/none")).toEqual([404, "page 404"]);
  expect(await answer("/docs/none.png")).toEqual([404, "page 404"]);
  for (const hidden of ["/docs/..%2findex.html", "/docs/%00"]) expect((await fetch(host.url + hidden)).status, hidden).toBe(404);
  expect(await answer("/docsy")).toEqual([200, "the app"]);
  const page = await fetch(`${host.url}/docs/guides/first`);
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self' 'sha256-[^']+';/);
});
