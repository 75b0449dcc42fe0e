import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import type { Host } from "../src/index.ts";
import { api, httpClient, startHost } from "./setup.ts";

const exec = promisify(execFile);
const root = path.join(import.meta.dirname, "../..");
const convexCli = path.join(root, "node_modules/convex/bin/main.js");

/** A folder inside of the repository, so that the command line finds the convex package, with an answering machine for it. */
async function commandLine(): Promise<{ cwd: string; convex: (host: Host, ...args: string[]) => Promise<string> }> {
  const cwd = path.join(root, "node_modules/.cache", `host-import-${crypto.randomUUID()}`);
  await mkdir(cwd, { recursive: true });
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(path.join(cwd, "package.json"), JSON.stringify({ name: "sample", dependencies: { convex: "1.48.0" } }));
  const convex = async (host: Host, ...args: string[]) => {
    const { stdout, stderr } = await exec(process.execPath, [convexCli, ...args, "--url", host.url, "--admin-key", host.adminKey], { cwd });
    return stdout + stderr;
  };
  return { cwd, convex };
}

const rowsOf = async (host: Host, table: string) => {
  const response = await fetch(`${host.url}/api/query`, { method: "POST", headers: { Authorization: `Convex ${host.adminKey}` }, body: JSON.stringify({ path: "_system/cli/tableData", args: { table, order: "asc", paginationOpts: { numItems: 100, cursor: null } }, format: "json" }) });
  const { value } = (await response.json()) as { value: { page: Record<string, unknown>[] } };
  return value.page.map(({ _id, _creationTime, ...fields }) => fields);
};

test("`convex import` reads lines, arrays and tables of text, into new tables and into those that are there", { timeout: 120_000 }, async () => {
  const host = await startHost();
  const { cwd, convex } = await commandLine();
  const file = async (name: string, text: string) => (await writeFile(path.join(cwd, name), text), name);
  await httpClient(host).mutation(api.notes.add, { room: "a", text: "before" });
  await Promise.all([
    convex(host, "import", "-y", "--table", "notes", "--append", await file("a.jsonl", '{"room":"a","text":"one"}\n\n{"room":"b","text":"two"}\n')),
    convex(host, "import", "-y", "--table", "rows", await file("b.csv", 'name,"size, cm",note\nbox,1.5,"said ""no"",\nthen left"\n007,,x\n')),
    convex(host, "import", "-y", "--table", "counters", "--append", await file("c.json", '[{"name":"imported","value":7}]')),
  ]);
  expect(await rowsOf(host, "notes")).toEqual([{ room: "a", text: "before" }, { room: "a", text: "one" }, { room: "b", text: "two" }]);
  expect(await httpClient(host).query(api.search.notes, { text: "two" })).toHaveLength(1);
  expect(await rowsOf(host, "rows")).toEqual([{ name: "box", "size, cm": 1.5, note: 'said "no",\nthen left' }, { name: 7, "size, cm": "", note: "x" }]);
  expect(await httpClient(host).query(api.counters.get, { name: "imported" })).toBe(7);
  const refused = await Promise.allSettled([
    convex(host, "import", "-y", "--table", "counters", "c.json"),
    convex(host, "import", "--table", "notes", "--replace", "-y", await file("d.jsonl", '{"room":"c","text":"fits"}\n{"room":5}\n')),
    convex(host, "import", "--table", "rows", "--replace", "-y", await file("e.jsonl", '{"fits":true}\n')),
  ]);
  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(String((refused[0] as PromiseRejectedResult).reason)).toContain("Data already exists");
  expect(String((refused[1] as PromiseRejectedResult).reason)).toMatch(/document 2: .*Path: \.room/s);
  expect([await rowsOf(host, "rows"), (await rowsOf(host, "notes")).length]).toEqual([[{ fits: true }], 3]);
  expect((await fetch(`${host.url}/api/import/start_upload`, { method: "POST" })).status).toBe(401);
});

test("what `convex export` wrote is the same data in another host: ids, times, stored files", { timeout: 120_000 }, async () => {
  const [from, to] = [await startHost(), await startHost()];
  const { cwd, convex } = await commandLine();
  const client = httpClient(from);
  for (let n = 0; n < 5; n++) await client.mutation(api.notes.add, { room: "a", text: `note ${n}` });
  const stored = (await client.action(api.files.storeText, { text: "hello" })) as { id: string };
  await convex(from, "export", "--include-file-storage", "--path", path.join(cwd, "all.zip"));
  // A table that the other host does not know takes a number there that an imported one has.
  await writeFile(path.join(cwd, "x.jsonl"), '{"n":1}\n');
  await convex(to, "import", "--table", "first", "x.jsonl");
  await convex(to, "import", "--replace-all", "-y", "all.zip");
  expect(await httpClient(to).query(api.notes.list, { room: "a" })).toEqual(await client.query(api.notes.list, { room: "a" }));
  expect(await rowsOf(to, "first")).toEqual([]);
  const url = (await httpClient(to).query(api.files.url, { id: stored.id })) as string;
  expect(await (await fetch(url)).text()).toBe("hello");
  await httpClient(to).mutation(api.notes.add, { room: "a", text: "after" });
});
