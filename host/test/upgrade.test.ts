import { cp, readdir } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { checkFolder } from "../src/engine/check.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

const releases = path.join(import.meta.dirname, "releases");
const names = (await readdir(releases, { withFileTypes: true })).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The id of the stored file in each. */
const storedIn: Record<string, string> = { "0.1": "n53038h4acebnj3vpnsd2kptt8qf0cgj", "0.1-search": "n53038h7txfas25ej65we2rtm7e2cyxw" };

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
    expect(await client.action(api.search.nearest, { vector: [0.9, 0.1] })).toMatchObject([{ _score: expect.closeTo(0.994, 2) as number }, { _score: expect.closeTo(0.11, 2) as number }]);
  }
  const url: unknown = await client.query(api.files.url, { id: storedIn[name] });
  expect(await (await fetch(String(url))).text()).toBe("a stored file");
  await expect(client.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email: "old@example.com", password: "correct horse battery" } })).resolves.toMatchObject({ tokens: { token: expect.any(String) as string } });
  await host.close();
  expect(checkFolder(dataDir)).toMatchObject({ problems: [] });
});
