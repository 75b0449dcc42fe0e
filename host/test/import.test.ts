import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import type { Host } from "../src/index.ts";
import { encodeId } from "../src/values/ids.ts";
import { importDirectly, latest, rowsOf, written } from "./importing.ts";
import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

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

test(
  "`convex import` reads lines, arrays and tables of text, into new tables and into those that are there",
  { timeout: 120_000 },
  async () => {
    const host = await startHost();
    const { cwd, convex } = await commandLine();
    const file = async (name: string, text: string) => (await writeFile(path.join(cwd, name), text), name);
    await httpClient(host).mutation(api.notes.add, { room: "a", text: "before" });
    await Promise.all([
      convex(
        host,
        "import",
        "-y",
        "--table",
        "notes",
        "--append",
        await file("a.jsonl", '{"room":"a","text":"one"}\n\n{"room":"b","text":"two"}\n'),
      ),
      convex(
        host,
        "import",
        "-y",
        "--table",
        "rows",
        await file("b.csv", 'name,"size, cm",note\nbox,1.5,"said ""no"",\nthen left"\n007,,x\n'),
      ),
      convex(host, "import", "-y", "--table", "counters", "--append", await file("c.json", '[{"name":"imported","value":7}]')),
    ]);
    expect(await rowsOf(host, "notes")).toEqual([
      { room: "a", text: "before" },
      { room: "a", text: "one" },
      { room: "b", text: "two" },
    ]);
    expect(await httpClient(host).query(api.search.notes, { text: "two" })).toHaveLength(1);
    expect(await rowsOf(host, "rows")).toEqual([
      { name: "box", "size, cm": 1.5, note: 'said "no",\nthen left' },
      { name: 7, "size, cm": "", note: "x" },
    ]);
    expect(await httpClient(host).query(api.counters.get, { name: "imported" })).toBe(7);
    const rows = (mode: string, tableName: string, text: string) => importDirectly(host, text, { tableName, mode, format: "jsonLines" });
    expect(await rows("requireEmpty", "counters", '{"name":"x","value":1}\n')).toMatchObject({
      state: "failed",
      error_message: expect.stringContaining("Data already exists"),
    });
    expect(await rows("replace", "notes", '{"room":"c","text":"fits"}\n{"room":5}\n')).toMatchObject({
      state: "failed",
      error_message: expect.stringMatching(/document 2: .*Path: \.room/s),
    });
    expect(await rows("replace", "rows", '{"fits":true}\n')).toMatchObject({ state: "completed" });
    expect([await rowsOf(host, "rows"), (await rowsOf(host, "notes")).length]).toEqual([[{ fits: true }], 3]);
    expect((await fetch(`${host.url}/api/import/start_upload`, { method: "POST" })).status).toBe(401);
  },
);

test("what `convex export` wrote is the same data in another host: ids, times, stored files", { timeout: 120_000 }, async () => {
  const [from, to] = [await startHost(), await startHost()];
  const { cwd, convex } = await commandLine();
  const client = httpClient(from);
  for (let n = 0; n < 5; n++) await client.mutation(api.notes.add, { room: "a", text: `note ${n}` });
  const stored = (await client.action(api.files.storeText, { text: "hello" })) as { id: string };
  await convex(from, "export", "--include-file-storage", "--path", path.join(cwd, "all.zip"));
  // A table that the other host does not know takes a number there that an imported one has.
  await importDirectly(to, '{"n":1}\n', { tableName: "first", mode: "append", format: "jsonLines" });
  await convex(to, "import", "--replace-all", "-y", "all.zip");
  expect(await httpClient(to).query(api.notes.list, { room: "a" })).toEqual(await client.query(api.notes.list, { room: "a" }));
  expect(await rowsOf(to, "first")).toEqual([]);
  const url = (await httpClient(to).query(api.files.url, { id: stored.id })) as string;
  expect(await (await fetch(url)).text()).toBe("hello");
  await httpClient(to).mutation(api.notes.add, { room: "a", text: "after" });
});

test("a small import is one commit: who follows the table sees the old documents and then the new ones", async () => {
  const host = await startHost();
  const client = httpClient(host);
  for (let n = 0; n < 20; n++) await client.mutation(api.notes.add, { room: "a", text: "old" });
  const seen: string[] = [];
  liveClient(host).onUpdate(api.notes.list, { room: "a" }, (notes: { text: string }[]) =>
    seen.push(notes.map(({ text }) => text).join(" ")),
  );
  await eventually(() => seen.length === 1);
  const lines = Array.from({ length: 300 }, () => '{"room":"a","text":"new"}\n').join("");
  expect(await importDirectly(host, lines, { tableName: "notes", mode: "replace", format: "jsonLines" })).toMatchObject({
    state: "completed",
  });
  const twenty = (text: string) => Array.from({ length: 20 }, () => text).join(" ");
  await eventually(() => seen.at(-1) === twenty("new"));
  expect(seen).toEqual([twenty("old"), twenty("new")]);
});

test(
  "a large import is one commit too: readers see the old documents until all new ones are there, and writers go on",
  { timeout: 60_000 },
  async () => {
    const host = await startHost();
    const client = httpClient(host);
    for (let n = 0; n < 3; n++) await client.mutation(api.notes.add, { room: "a", text: "old" });
    const seen: string[] = [];
    liveClient(host).onUpdate(api.notes.list, { room: "a" }, (notes: { text: string }[]) =>
      seen.push([...new Set(notes.map(({ text }) => text))].join(" and ")),
    );
    await eventually(() => seen.length === 1);
    const count = 8000;
    const importing = importDirectly(host, '{"room":"a","text":"new"}\n'.repeat(count), {
      tableName: "notes",
      mode: "replace",
      format: "jsonLines",
    });
    await eventually(async () => (await written(host)) !== null, 30_000);
    // As long as it runs, the table is the old one, and what is written into it goes with it; other tables have nothing to do with it.
    await client.mutation(api.notes.add, { room: "a", text: "meanwhile" });
    await client.mutation(api.counters.add, { name: "beside" });
    const sizes = new Set<number>();
    while ((await written(host)) !== null) sizes.add((await rowsOf(host, "notes", 2 * count)).length);
    expect(await importing).toMatchObject({ state: "completed", num_rows_written: String(count) });
    sizes.delete(count);
    expect([...sizes]).toEqual([4]);
    expect(new Set((await rowsOf(host, "notes", 2 * count)).map(({ text }) => text))).toEqual(new Set(["new"]));
    expect(await client.query(api.counters.get, { name: "beside" })).toBe(1);
    await eventually(() => seen.at(-1) === "new");
    expect(seen).toEqual(["old", "meanwhile and old", "new"]);
    expect(await client.query(api.search.notes, { text: "meanwhile" })).toEqual([]);
  },
);

test(
  "nobody waits for an answer while a large file is read or written: clients give up on one after some minutes",
  { timeout: 60_000 },
  async () => {
    const host = await startHost();
    const post = async (name: string, body: string) =>
      (
        await fetch(`${host.url}/api/${name}`, { method: "POST", headers: { Authorization: `Convex ${host.adminKey}` }, body })
      ).json() as Promise<Record<string, string>>;
    const { uploadToken = "" } = await post("import/start_upload", "");
    await post(`import/upload_part?uploadToken=${uploadToken}&partNumber=1`, '{"room":"a","text":"new"}\n'.repeat(16_000));
    const { importId = "" } = await post(
      "import/finish_upload",
      JSON.stringify({ import: { tableName: "notes", mode: "replace", format: "jsonLines" }, uploadToken }),
    );
    expect((await latest(host))?.state.state).toBe("uploaded");
    await eventually(async () => (await latest(host))?.state.state === "waiting_for_confirmation", 30_000);
    await post("perform_import", JSON.stringify({ importId }));
    expect((await latest(host))?.state.state).toBe("in_progress");
    await eventually(async () => (await latest(host))?.state.state === "completed", 30_000);
  },
);

test("an import that must find an empty table changes nothing when somebody wrote into it meanwhile", { timeout: 60_000 }, async () => {
  const host = await startHost();
  const importing = importDirectly(host, '{"room":"a","text":"new"}\n'.repeat(8000), {
    tableName: "notes",
    mode: "requireEmpty",
    format: "jsonLines",
  });
  await eventually(async () => (await written(host)) !== null, 30_000);
  await httpClient(host).mutation(api.notes.add, { room: "a", text: "meanwhile" });
  expect(await importing).toMatchObject({ state: "failed", error_message: expect.stringContaining("Documents came into the table") });
  expect(await rowsOf(host, "notes")).toEqual([{ room: "a", text: "meanwhile" }]);
});

test("who follows an empty table hears of documents that are imported with ids of another table number", async () => {
  const host = await startHost();
  const client = liveClient(host);
  const id = encodeId(20_000, "sixteen bytes...");
  const heard: ({ text: string } | undefined)[] = [];
  client.onUpdate(api.notes.list, { room: "a" }, (notes: { text: string }[]) => heard.push(notes[0]));
  const got: ({ text: string } | null)[] = [];
  client.onUpdate(api.notes.get, { id }, (note: { text: string } | null) => got.push(note));
  await eventually(() => heard.length === 1 && got.length === 1);
  expect(
    await importDirectly(host, `${JSON.stringify({ _id: id, _creationTime: 1, room: "a", text: "came" })}\n`, {
      tableName: "notes",
      mode: "replace",
      format: "jsonLines",
    }),
  ).toMatchObject({ state: "completed" });
  expect(await eventually(() => heard.at(-1))).toMatchObject({ _id: id, text: "came" });
  expect(await eventually(() => got.at(-1))).toMatchObject({ _id: id, text: "came" });
});
