import { readFileSync } from "node:fs";
import { cp, readdir } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { checkFolder } from "../src/engine/check.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { importDirectly } from "./importing.ts";
import { api, httpClient, liveClient, startHost, temporaryFolder } from "./setup.ts";

const releases = path.join(import.meta.dirname, "releases");
const names = (await readdir(releases, { withFileTypes: true })).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The id of the stored file in each. */
const storedIn: Record<string, string> = { "0.1": "n53038h4acebnj3vpnsd2kptt8qf0cgj", "0.1-search": "n53038h7txfas25ej65we2rtm7e2cyxw" };

/** The format that the file of a host that has ended says it has: SQLite's `user_version`, at byte 60 of its header. */
function formatIn(dataDir: string): number {
  const store = openSqliteStore(dataDir);
  store.close();
  return readFileSync(path.join(dataDir, "data.sqlite3")).readUInt32BE(60);
}

test("there is a folder of each release to open", () => expect(names).toEqual(Object.keys(storedIn)));

test.each(names)("a data folder of release %s opens, holds what it held, and is sound after new writes", async (name) => {
  const dataDir = path.join(await temporaryFolder(), "data");
  await cp(path.join(releases, name), dataDir, { recursive: true });
  const host = await startHost({ dataDir });
  const client = httpClient(host);
  expect(await client.mutation(api.counters.add, { name: "old" })).toBe(6);
  expect(await client.query(api.counters.get, { name: "later" })).toBe(1);
  const notes: unknown = await client.query(api.notes.list, { room: "a" });
  expect(notes).toHaveLength(5);
  // Its indexes for search were made by that release, or are made now.
  await client.mutation(api.notes.add, { room: "b", text: "note of today" });
  expect(await client.query(api.search.notes, { text: "note" })).toHaveLength(6);
  expect(await client.query(api.search.notes, { text: "note 4", room: "a" })).toHaveLength(5);
  if (name === "0.1-search") {
    await client.mutation(api.search.addPlace, { name: "south", vector: [0, -1] });
    expect(await client.action(api.search.nearest, { vector: [0.9, 0.1] })).toMatchObject([
      { _score: expect.closeTo(0.994, 2) as number },
      { _score: expect.closeTo(0.11, 2) as number },
    ]);
  }
  const url: unknown = await client.query(api.files.url, { id: storedIn[name] });
  expect(await (await fetch(String(url))).text()).toBe("a stored file");
  await expect(
    client.action(api.auth.signIn, {
      provider: "password",
      params: { flow: "signIn", email: "old@example.com", password: "correct horse battery" },
    }),
  ).resolves.toMatchObject({ tokens: { token: expect.any(String) as string } });
  await host.close();
  expect(formatIn(dataDir)).toBe(1);
  const newer = await startHost({ dataDir });
  // A table whose content is exchanged as a whole makes the folder one of the newer format; everything else in it stays as it was.
  const lines = Array.from({ length: 600 }, (_, n) => `{"room":"c","text":"imported ${n}"}\n`).join("");
  expect(await importDirectly(newer, lines, { tableName: "notes", mode: "replace", format: "jsonLines" })).toMatchObject({
    state: "completed",
  });
  await newer.close();
  expect(formatIn(dataDir)).toBe(2);
  const again = await startHost({ dataDir });
  expect(await httpClient(again).query(api.notes.list, { room: "a" })).toEqual([]);
  expect(await httpClient(again).query(api.notes.list, { room: "c" })).toHaveLength(20);
  expect(await httpClient(again).query(api.counters.get, { name: "later" })).toBe(1);
  // So does the first mutation of a live client, whose records are kept together.
  expect(await liveClient(again).mutation(api.counters.add, { name: "old" })).toBe(7);
  await again.close();
  expect(formatIn(dataDir)).toBe(3);
  const last = await startHost({ dataDir });
  expect(await liveClient(last).mutation(api.counters.add, { name: "old" })).toBe(8);
  await last.close();
  expect(checkFolder(dataDir)).toMatchObject({ problems: [] });
});
