import { expect, test } from "vitest";

import { api, eventually, httpClient, liveClient, startHost, temporaryFolder } from "./setup.ts";

test("the HTTP client queries and mutates, and the data outlives the host", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir });
  const client = httpClient(host);
  const id = await client.mutation(api.notes.add, { room: "a", text: "hello" });
  expect(await client.query(api.notes.list, { room: "a" })).toMatchObject([{ _id: id, text: "hello" }]);
  await host.close();
  const again = await startHost({ dataDir });
  expect(await httpClient(again).query(api.notes.list, { room: "a" })).toMatchObject([{ _id: id, text: "hello" }]);
  expect(again.adminKey).toBe(host.adminKey);
});

test("a followed query is pushed when a mutation changes it", async () => {
  const host = await startHost();
  const client = liveClient(host);
  const seen: string[][] = [];
  client.onUpdate(api.notes.list, { room: "a" }, (notes: { text: string }[]) => seen.push(notes.map(({ text }) => text)));
  await eventually(() => seen.length > 0);
  await client.mutation(api.notes.add, { room: "a", text: "one" });
  await client.mutation(api.notes.add, { room: "b", text: "elsewhere" });
  await httpClient(host).mutation(api.notes.add, { room: "a", text: "two" });
  await eventually(() => seen.length === 3);
  expect(seen).toEqual([[], ["one"], ["two", "one"]]);
});
