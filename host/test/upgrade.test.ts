import { cp, readdir } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { checkFolder } from "../src/engine/check.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

const releases = path.join(import.meta.dirname, "releases");
const names = (await readdir(releases, { withFileTypes: true })).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test("there is a folder of a release to open", () => expect(names).toContain("0.1"));

test.each(names)("a data folder of release %s opens, holds what it held, and is sound after new writes", async (name) => {
  const dataDir = path.join(await temporaryFolder(), "data");
  await cp(path.join(releases, name), dataDir, { recursive: true });
  const host = await startHost({ dataDir });
  const client = httpClient(host);
  expect(await client.mutation(api.counters.add, { name: "old" })).toBe(6);
  expect(await client.query(api.counters.get, { name: "later" })).toBe(1);
  const notes: unknown = await client.query(api.notes.list, { room: "a" });
  expect(notes).toHaveLength(5);
  const id = "n53038h4acebnj3vpnsd2kptt8qf0cgj";
  const url: unknown = await client.query(api.files.url, { id });
  expect(await (await fetch(String(url))).text()).toBe("a stored file");
  await expect(client.action(api.auth.signIn, { provider: "password", params: { flow: "signIn", email: "old@example.com", password: "correct horse battery" } })).resolves.toMatchObject({ tokens: { token: expect.any(String) as string } });
  await host.close();
  expect(checkFolder(dataDir)).toMatchObject({ problems: [] });
});
