import { expect, test } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization, seedRobot, so101, startServer } from "./fixtures.testing";

const hostile = ["", " ", "\u0000", "a\u202eb", "x".repeat(101), "\u2066"];

test.each(hostile)("the name %j is refused everywhere", async (name) => {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { as } = people.admin;
  const { robotSchemaId } = seeded;
  await expect(as.mutation(api.robots.register, { name, robotSchemaId })).rejects.toThrow(/invalid/);
  await expect(as.mutation(api.deployments.create, { name, modelId: "m" })).rejects.toThrow(/invalid/);
  await expect(as.mutation(api.robotSchemas.register, { name, document: JSON.stringify(so101) })).rejects.toThrow(/invalid/);
  await expect(as.mutation(api.apiKeys.create, { name })).rejects.toThrow(/invalid/);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["far too long", JSON.stringify({ ...so101, note: "x".repeat(300_000) })],
  ["deeply nested", JSON.stringify(so101).replace(/}$/, `,"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`)],
])("a schema document that is %s is refused", async (_name, document) => {
  const t = startServer();
  const people = await seedOrganization(t);
  await expect(people.operator.as.mutation(api.robotSchemas.register, { name: "s", document })).rejects.toThrow(/invalid/);
});

test("the same document again is the same version, another is the next", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const register = (document: unknown) =>
    people.operator.as.mutation(api.robotSchemas.register, { name: "s", document: JSON.stringify(document) });
  const first = await register(so101);
  expect(await register({ ...so101 })).toEqual(first);
  expect(await register({ ...so101, control_hz: 30 })).toMatchObject({ version: 2 });
});

test("two robots of one name would let a person stop the wrong one", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { robotSchemaId } = await seedRobot(t, people);
  const again = people.operator.as.mutation(api.robots.register, { name: "arm-1", robotSchemaId });
  await expect(again).rejects.toThrow(/name_taken/);
});
