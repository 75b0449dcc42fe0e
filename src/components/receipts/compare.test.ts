import { expect, test } from "vitest";

import { changeText, type Comparable, compareFields, incomparableBecause } from "./compare.ts";

test("only real differences are called different, among any number of receipts", () => {
  const one = { steps: 10, hash: "a", heartbeats: { latencyMs: { p95: 80 } }, modes: ["dry_run"] };
  const two = { steps: 10, hash: "b", heartbeats: { latencyMs: { p95: 120 } }, modes: ["dry_run"], note: "x" };
  expect(compareFields([one, two, one])).toEqual([
    { path: "steps", values: [10, 10, 10], same: true },
    { path: "heartbeats.latencyMs.p95", values: [80, 120, 80], same: false },
    { path: "modes", values: [["dry_run"], ["dry_run"], ["dry_run"]], same: true },
    { path: "note", values: [undefined, "x", undefined], same: false },
  ]);
});

test("an id is told only where names do not tell it, and what a robot signed is not told twice", () => {
  const of = (id: string, name: string, n: number, publicKey = "k") => ({
    robot: { id, name },
    robotSignature: { body: `b${n}`, signature: `s${n}`, publicKey },
  });
  expect(compareFields([of("1", "arm", 1), of("2", "other", 2)]).map(({ path }) => path)).toEqual([
    "robot.name",
    "robotSignature.publicKey",
  ]);
  expect(compareFields([of("1", "arm", 1, "k1"), of("2", "other", 2, "k2")]).map(({ path }) => path)).toEqual(["robot.name"]);
  // One arm that was paired again in between.
  expect(compareFields([of("1", "arm", 1, "k1"), of("1", "arm", 2, "k2")]).at(-1)).toMatchObject({
    path: "robotSignature.publicKey",
    same: false,
  });
  // Two arms of one name, and one arm that got another name.
  expect(compareFields([of("1", "arm", 1), of("2", "arm", 2)])[0]).toMatchObject({ path: "robot.id", same: false });
  expect(compareFields([of("1", "arm", 1), of("1", "new name", 2)])[0]).toMatchObject({ path: "robot.id", same: true });
});

test("a difference of numbers is told as one", () => {
  expect([changeText(80, 120.5), changeText(2_000, 0), changeText(1, 1), changeText(null, 3), changeText("a", "b")]).toEqual([
    "+40.5",
    "−2,000",
    "",
    "",
    "",
  ]);
});

const run: Comparable = {
  label: "#1",
  robotKind: "so101",
  robotSchema: "so101 v2",
  robot: "arm-1",
  policy: "acme/pick",
  runtime: "prime",
  controlPeriodMs: 40,
  hasMoved: true,
};

test("runs that cannot be compared say why, and which of them", () => {
  expect(incomparableBecause([run, { ...run, label: "#2" }])).toEqual([]);
  const other = { ...run, label: "#3", robotKind: "ur5", robotSchema: "ur5 v1", controlPeriodMs: 20 };
  expect(incomparableBecause([run, { ...run, label: "#2" }, other])).toEqual([
    "Robot kind: so101 in #1, #2; ur5 in #3. Joints and actions of different kinds do not mean the same.",
    "Robot schema: so101 v2 in #1, #2; ur5 v1 in #3. Actions and their limits are not the same.",
    "Control rate: 25 Hz in #1, #2; 50 Hz in #3. Steps and latencies belong to the rate they were made at.",
  ]);
});

test.each<[keyof Comparable, Partial<Comparable>, string]>([
  ["robotKind", { robotKind: "ur5" }, "Robot kind: so101 in #1, #2; ur5 in #3."],
  ["robotSchema", { robotSchema: "so101 v3" }, "Robot schema: so101 v2 in #1, #2; so101 v3 in #3."],
  ["policy", { policy: "acme/place" }, "Policy: acme/pick in #1, #2; acme/place in #3."],
  ["controlPeriodMs", { controlPeriodMs: 80 }, "Control rate: 25 Hz in #1, #2; 12.5 Hz in #3."],
  ["runtime", { runtime: "edge" }, "Runtime: prime in #1, #2; edge in #3."],
  ["robot", { robot: "arm-2" }, "Robot: arm-1 in #1, #2; arm-2 in #3."],
  ["hasMoved", { hasMoved: false }, "Motion: actions applied in #1, #2; dry run only in #3."],
])("another %s alone is named, with what it means, and nothing else is", (fact, change, words) => {
  const found = incomparableBecause([run, { ...run, label: "#2" }, { ...run, ...change, label: "#3" }]);
  expect(found).toEqual([expect.stringMatching(/\. [A-Z][^.]+\.$/)]);
  expect(found[0]).toContain(words);
  // What the receipt does not say is no other fact; whether it moved, every receipt says.
  if (fact !== "hasMoved") expect(incomparableBecause([run, { ...run, label: "#3", [fact]: null }])).toEqual([]);
});

test("what a receipt does not say makes it neither alike nor unlike", () => {
  expect(incomparableBecause([run, { ...run, label: "#2", controlPeriodMs: null, robotKind: null }])).toEqual([]);
});
