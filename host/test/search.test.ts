import { expect, test } from "vitest";

import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

test("the official clients search texts: live, in pages, in mutations", async () => {
  const host = await startHost();
  const client = liveClient(host);
  const seen: string[][] = [];
  client.onUpdate(api.search.notes, { text: "red ar", room: "lab" }, (notes: { text: string }[]) =>
    seen.push(notes.map(({ text }) => text)),
  );
  await eventually(() => seen.length === 1);
  await client.mutation(api.notes.add, { room: "lab", text: "A red gripper" });
  await client.mutation(api.notes.add, { room: "lab", text: "Arms, red ones" });
  await client.mutation(api.notes.add, { room: "office", text: "red" });
  await eventually(() => seen.at(-1)?.length === 2);
  expect(seen.at(-1)).toEqual(["Arms, red ones", "A red gripper"]);
  const runs = seen.length;
  await client.mutation(api.notes.add, { room: "lab", text: "something else" });
  expect(await client.mutation(api.search.addAndFind, { room: "lab", text: "armour" })).toBe(1);
  await eventually(() => seen.length === runs + 1);
  expect(seen.at(-1)).toHaveLength(3);

  const first = await httpClient(host).query(api.search.pages, { text: "red", paginationOpts: { numItems: 2, cursor: null } });
  const second = await httpClient(host).query(api.search.pages, {
    text: "red",
    paginationOpts: { numItems: 2, cursor: first.continueCursor },
  });
  expect([first.page.length, first.isDone, second.page.length, second.isDone]).toEqual([2, false, 1, true]);
});

test("an action searches vectors", async () => {
  const client = httpClient(await startHost());
  for (const [name, vector] of [
    ["east", [1, 0]],
    ["north", [0, 1]],
    ["west", [-1, 0]],
    ["long", [1, 2, 3]],
  ] as const)
    await client.mutation(api.search.addPlace, { name, vector: [...vector] });
  const found = await client.action(api.search.nearest, { vector: [2, 0.2] });
  expect(found).toEqual([
    { _id: expect.any(String), _score: expect.closeTo(0.995, 3) },
    { _id: expect.any(String), _score: expect.closeTo(0.0995, 3) },
  ]);
  expect(await client.action(api.search.nearest, { vector: [2, 0.2], name: "west" })).toHaveLength(1);
  await expect(client.action(api.search.nearest, { vector: [1] })).rejects.toThrow("needs 2 finite numbers");
});
