import { expect, test } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, startServer } from "./fixtures.testing";

const night = { page: "fleet", name: "Night", query: "show=offline&sort=heard" } as const;

test("what one operator shares everybody of the organization sees, and nobody else", async () => {
  const t = startServer();
  const [ours, theirs] = [await seedOrganization(t, "Ours"), await seedOrganization(t, "Theirs")];
  const { id } = await ours.operator.as.mutation(api.savedViews.save, night);
  await ours.operator.as.mutation(api.savedViews.save, { ...night, name: "Hot", query: "sort=temperature" });
  await ours.operator.as.mutation(api.savedViews.save, { ...night, page: "sessions", query: "status=open" });
  const seen = await ours.viewer.as.query(api.savedViews.list, { page: "fleet" });
  expect(seen.map(({ name, query }) => [name, query])).toEqual([
    ["Hot", "sort=temperature"],
    ["Night", night.query],
  ]);
  expect(await theirs.admin.as.query(api.savedViews.list, { page: "fleet" })).toEqual([]);
  await expect(theirs.admin.as.mutation(api.savedViews.remove, { id })).rejects.toThrow(/not_found/);
  await expect(ours.viewer.as.mutation(api.savedViews.save, night)).rejects.toThrow(/forbidden/);
  await expect(ours.viewer.as.mutation(api.savedViews.remove, { id })).rejects.toThrow(/forbidden/);
});

test("a view of the same name is replaced, an equal one changes nothing, and each change is in the audit log", async () => {
  const t = startServer();
  const { admin, operator } = await seedOrganization(t, "Ours");
  const first = await operator.as.mutation(api.savedViews.save, night);
  expect(await operator.as.mutation(api.savedViews.save, night)).toEqual(first);
  expect(await admin.as.mutation(api.savedViews.save, { ...night, query: "show=late" })).toEqual(first);
  await operator.as.mutation(api.savedViews.remove, first);
  expect(await operator.as.query(api.savedViews.list, { page: "fleet" })).toEqual([]);
  const { page } = await admin.as.query(api.audit.list, { targetId: first.id, paginationOpts: { numItems: 10, cursor: null } });
  expect(page.map(({ action, before, after }) => [action, before, after])).toEqual([
    ["savedView.remove", JSON.stringify({ page: "fleet", query: "show=late" }), null],
    ["savedView.save", JSON.stringify({ query: night.query }), JSON.stringify({ page: "fleet", query: "show=late" })],
    ["savedView.save", null, JSON.stringify({ page: "fleet", query: night.query })],
  ]);
});

test("what is no filter of an address is refused, and so is one view too many", async () => {
  const t = startServer();
  const { operator } = await seedOrganization(t, "Ours");
  for (const query of ["", "?show=late", "//evil.example", "show=late#x", "q=a b", `q=${"x".repeat(2_000)}`]) {
    await expect(operator.as.mutation(api.savedViews.save, { ...night, query }), query).rejects.toThrow(/"invalid"/);
  }
  for (const name of [" ", "x".repeat(41), "a\u202eb"])
    await expect(operator.as.mutation(api.savedViews.save, { ...night, name }), name).rejects.toThrow(/"invalid"/);
  for (let index = 0; index < 24; index++) await operator.as.mutation(api.savedViews.save, { ...night, name: `View ${index}` });
  await expect(operator.as.mutation(api.savedViews.save, { ...night, name: "One more" })).rejects.toThrow(/too_many/);
  await operator.as.mutation(api.savedViews.save, { ...night, name: "View 3", query: "show=late" });
  expect(await operator.as.query(api.savedViews.list, { page: "fleet" })).toHaveLength(24);
});
