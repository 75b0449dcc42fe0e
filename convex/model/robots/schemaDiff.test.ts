import { expect, test } from "vitest";

import { so101 } from "../../fixtures.testing";
import { readSchemaDocument } from "./schemaDocument";
import { diffSchemas, worstOf, type Version } from "./schemaDiff";

type Action = Record<string, unknown>;
const base = so101.actions.action;

function version(document: unknown): Version {
  const read = readSchemaDocument(document);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return { summary: read.summary, document };
}
const withAction = (action: Action, more: Action = {}) => ({ ...so101, ...more, actions: { action: { ...base, ...action } } });
const diff = (before: unknown, after: unknown) =>
  diffSchemas(version(before), version(after)).map(({ kind, severity, subject }) => [kind, severity, subject].join(" "));
const limitOf = (index: number, limit: unknown) => ({ limits: base.limits.map((was, at) => (at === index ? limit : was)) });
const { state, front } = so101.observations;

test("a version differs in nothing from itself, whatever its notes", () => {
  expect(diff(so101, { ...so101, note: "recalibrated" })).toEqual([]);
  expect(worstOf([])).toBe("none");
});

test.each<[string, Action | unknown[], string[]]>([
  ["limit wider above", withAction(limitOf(0, { lower: -1.91986, upper: 2 })), ["limit_widened breaking shoulder_pan"]],
  ["limit wider below", withAction(limitOf(0, { lower: -2, upper: 1.91986 })), ["limit_widened breaking shoulder_pan"]],
  ["limit moved", withAction(limitOf(0, { lower: -1, upper: 2 })), ["limit_widened breaking shoulder_pan"]],
  ["limit narrower", withAction(limitOf(5, { lower: 0, upper: 1 })), ["limit_narrowed narrowing gripper"]],
  ["limit gone on one side", withAction(limitOf(5, { upper: 1.74533 })), ["limit_widened breaking gripper"]],
  ["all limits gone", withAction({ limits: undefined }), base.names.map((name) => `limit_widened breaking ${name}`)],
  ["rate", { ...so101, control_hz: 50 }, ["rate_changed breaking "]],
  ["rate no longer named", { ...so101, control_hz: undefined }, ["rate_changed breaking "]],
  ["units named", withAction({ units: "rad" }), base.names.map((name) => `unit_changed breaking ${name}`)],
  ["safe stop changed", withAction({ safe_stop: { kind: "park" } }), ["safe_stop_changed breaking "]],
  ["safe stop removed", withAction({ safe_stop: undefined }), ["safe_stop_removed breaking "]],
  ["chunk", withAction({ shape: [50, 6] }), ["action_shape_changed breaking "]],
  ["camera removed", { ...so101, observations: { state } }, ["camera_removed breaking front"]],
  ["camera changed", { ...so101, observations: { state, front: { shape: [720, 1280, 3] } } }, ["camera_changed breaking front"]],
  ["camera added", { ...so101, observations: { state, front, wrist: { type: "image" } } }, ["camera_added harmless wrist"]],
  ["state changed", { ...so101, observations: { state: { shape: [7] }, front } }, ["observation_changed breaking state"]],
])("%s", (_name, after, changes) => {
  expect(diff(so101, after)).toEqual(changes);
});

test("going back is the mirror image", () => {
  const wider = withAction(limitOf(0, { lower: -2, upper: 2 }));
  expect(diff(wider, so101)).toEqual(["limit_narrowed narrowing shoulder_pan"]);
  expect(diff({ ...so101, control_hz: undefined }, so101)).toEqual(["rate_changed harmless "]);
  expect(diff(withAction({ safe_stop: undefined }), so101)).toEqual(["safe_stop_added harmless "]);
  expect(diff({ ...so101, observations: { state } }, so101)).toEqual(["camera_added harmless front"]);
});

test("joints are compared by name: reordered, removed, added", () => {
  const [pan = "", lift = "", ...rest] = base.names;
  const [panLimit, liftLimit, ...restLimits] = base.limits;
  const swapped = withAction({ names: [lift, pan, ...rest], limits: [liftLimit, panLimit, ...restLimits] });
  expect(diff(so101, swapped)).toEqual(["joints_reordered breaking "]);
  const without = withAction({ shape: [5], names: base.names.slice(0, 5), limits: base.limits.slice(0, 5) });
  expect(diff(so101, without)).toEqual(["joint_removed breaking gripper"]);
  expect(diff(without, so101)).toEqual(["joint_added breaking gripper"]);
  const renamed = withAction({ names: ["base", ...base.names.slice(1)] });
  expect(diff(so101, renamed)).toEqual(["joint_removed breaking shoulder_pan", "joint_added breaking base"]);
});

test("joints without names are compared by place", () => {
  const nameless = withAction({ names: undefined });
  const fewer = withAction({ names: undefined, shape: [5], limits: base.limits.slice(0, 5) });
  expect(diff(nameless, nameless)).toEqual([]);
  expect(diff(nameless, fewer)).toEqual(["joint_removed breaking #5"]);
});

test("the worst comes first and names the whole", () => {
  const changes = diffSchemas(
    version(so101),
    version(withAction(limitOf(5, { lower: 0, upper: 1 }), { observations: { state, front, wrist: { shape: [1, 1, 3] } } })),
  );
  expect(changes.map((entry) => entry.severity)).toEqual(["narrowing", "harmless"]);
  expect(worstOf(changes)).toBe("narrowing");
  expect(changes[0]).toMatchObject({ before: '{"lower":-0.174533,"upper":1.74533}', after: '{"lower":0,"upper":1}' });
});

test("how an arm is built is drawn and decides nothing: its changes are harmless", () => {
  const kinematics = (height: number) => ({ joints: [{ name: "shoulder_pan", type: "revolute", origin: { xyz: [0, 0, height] } }] });
  const drawn = { ...so101, kinematics: kinematics(0.1) };
  expect(diff(so101, drawn)).toEqual(["kinematics_added harmless "]);
  expect(diff(drawn, so101)).toEqual(["kinematics_removed harmless "]);
  expect(diff(drawn, { ...so101, kinematics: kinematics(0.2) })).toEqual(["kinematics_changed harmless "]);
  expect(diff(drawn, { ...so101, kinematics: kinematics(0.1) })).toEqual([]);
  expect(diff(so101, { ...so101, kinematics: null })).toEqual([]);
});
