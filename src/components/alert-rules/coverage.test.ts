import { expect, test } from "vitest";

import type { RobotId } from "#src/api/robots.ts";

import { coverageOf } from "./coverage.ts";

const idOf = (text: string) => text as RobotId;
const robot = (name: string, robotKind: string | null = null) => ({ id: idOf(name), name, robotKind });
const state = (link: "never" | "online" | "late" | "offline" | "retired", missing: readonly string[] = []) => ({
  ...{ link, linkSince: 5 },
  ...(missing.length === 0 ? {} : { rulesWithoutData: missing.map((id) => ({ id: id as never, since: 7 })) }),
});

test("a robot that reports is none of them, also when it is late; silence, never heard and a missing value are told apart", () => {
  const robots = [robot("silent"), robot("online"), robot("late"), robot("new"), robot("asked never"), robot("missing"), robot("other")];
  const states = new Map([
    ["online", state("online")],
    ["late", state("late")],
    ["silent", state("offline", ["rule"])],
    ["asked never", state("never")],
    ["missing", state("online", ["another", "rule"])],
    ["other", state("online", ["another"])],
  ]);
  const { meant, without } = coverageOf({ id: "rule", scope: { kind: "all" } }, robots, states);
  expect(meant).toBe(7);
  expect(without.map((each) => [each.robot.name, each.why, each.since])).toEqual([
    ["asked never", "never", null],
    ["missing", "missing", 7],
    ["new", "never", null],
    ["silent", "silent", 5],
  ]);
});

test("only robots that the rule is for", () => {
  const robots = [robot("a", "so101"), robot("b", "so101"), robot("c", "ur5")];
  const of = (scope: Parameters<typeof coverageOf>[0]["scope"]) => {
    const { meant, without } = coverageOf({ id: "rule", scope }, robots, new Map([["b", state("online")]]));
    return [meant, without.map((each) => each.robot.name)];
  };
  expect(of({ kind: "robotKind", robotKind: "so101" })).toEqual([2, ["a"]]);
  expect(of({ kind: "robots", robotIds: [idOf("c")] })).toEqual([1, ["c"]]);
  expect(of({ kind: "robotKind", robotKind: "none" })).toEqual([0, []]);
});
