import { expect, test } from "vitest";

import example from "../../../docs/examples/so101.schema.json";
import { so101 } from "../../fixtures.testing";
import { readKinematics } from "./kinematics";
import { readSchemaDocument } from "./schemaDocument";
import { inUrdfUnits, unitAt, unitsOf } from "./units";

const { action } = so101.actions;
const pan = { name: "shoulder_pan", type: "revolute", origin: { xyz: [0, 0, 0.1] }, axis: [0, 0, 2] };
const withJoints = (joints: unknown, more: Record<string, unknown> = {}, units?: unknown) => ({
  ...so101,
  actions: { action: { ...action, units } },
  kinematics: { joints, ...more },
});
const problemsOf = (document: unknown) => {
  const read = readSchemaDocument(document);
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
};

test("a chain is read with what URDF leaves out, and its axis made one long", () => {
  const document = withJoints([{ name: "mount", type: "fixed", origin: { rpy: [0, 0, 1] } }, pan], { tip: { xyz: [0.2, 0, 0] } });
  expect(problemsOf(document)).toEqual([]);
  expect(readKinematics(document, action.names)).toEqual({
    joints: [
      { name: "mount", type: "fixed", xyz: [0, 0, 0], rpy: [0, 0, 1], axis: [0, 0, 0], action: null, scale: 1, unit: null },
      { name: "shoulder_pan", type: "revolute", xyz: [0, 0, 0.1], rpy: [0, 0, 0], axis: [0, 0, 1], action: 0, scale: 1, unit: null },
    ],
    tip: { xyz: [0.2, 0, 0], rpy: [0, 0, 0] },
  });
});

test("the SO-101 of the examples has one, without its gripper", () => {
  const read = readKinematics(example, example.actions.action.names);
  expect(read?.joints.map(({ action: index }) => index)).toEqual([0, 1, 2, 3, 4]);
  expect(problemsOf(example)).toEqual([]);
});

test("a schema without one stays what it was", () => {
  expect(problemsOf(so101)).toEqual([]);
  expect(problemsOf({ ...so101, kinematics: null })).toEqual([]);
  expect(readKinematics(so101, action.names)).toBeNull();
});

test("each value counts in its own unit", () => {
  const scales = (units: unknown) =>
    readKinematics(withJoints([pan], {}, units), action.names)?.joints.map(({ scale, unit }) => [scale, unit]);
  expect(scales("deg")).toEqual([[Math.PI / 180, "deg"]]);
  expect(scales(["Degrees", "rad"])).toEqual([[Math.PI / 180, "Degrees"]]);
  expect(scales([null, "%"])).toEqual([[1, null]]);
  const sliding = withJoints([{ ...pan, type: "prismatic" }], {}, "mm");
  expect(readKinematics(sliding, action.names)?.joints[0]).toMatchObject({ type: "prismatic", scale: 0.001 });
  expect(inUrdfUnits("constructor", "angle")).toBeNull();
  expect(unitAt(unitsOf({ actions: { action: { unit: "rad" } } }), 3)).toBe("rad");
});

test.each<[unknown, string[]]>([
  [{ ...so101, kinematics: [] }, ["$.kinematics: Give a list of 1 to 128 joints, from the base to the tip."]],
  [withJoints([]), ["$.kinematics.joints: Give a list of 1 to 128 joints, from the base to the tip."]],
  [withJoints(Array.from({ length: 129 }, () => pan)), ["$.kinematics.joints: Give a list of 1 to 128 joints, from the base to the tip."]],
  [withJoints(["pan"]), ["$.kinematics.joints[0]: Describe the joint in an object."]],
  [withJoints([{ ...pan, name: "" }]), ["$.kinematics.joints[0].name: Give a name."]],
  [withJoints([pan, pan]), ['$.kinematics.joints[1].name: The name "shoulder_pan" is used twice.']],
  [
    withJoints([{ ...pan, name: "pan" }]),
    ['$.kinematics.joints[0].name: No action value is named "pan". A joint that moves has the name of the value that moves it.'],
  ],
  [withJoints([{ ...pan, type: "ball" }]), ["$.kinematics.joints[0].type: Give revolute, continuous, prismatic or fixed."]],
  [withJoints([{ ...pan, origin: [0, 0, 1] }]), ["$.kinematics.joints[0].origin: Give an object with xyz in metres and rpy in radians."]],
  [withJoints([{ ...pan, origin: { xyz: [0, 0] } }]), ["$.kinematics.joints[0].origin.xyz: Give three finite numbers."]],
  [withJoints([{ ...pan, origin: { xyz: [0, 0, 94.9] } }]), ["$.kinematics.joints[0].origin.xyz: Give metres, at most 10."]],
  [
    withJoints([{ ...pan, origin: { xyz: [0, 0, 1], rpy: [90, 0, 0] } }]),
    ["$.kinematics.joints[0].origin.rpy: Give radians, at most a whole turn."],
  ],
  [withJoints([{ ...pan, axis: [0, 0, 0] }]), ["$.kinematics.joints[0].axis: Give three numbers that are not all zero."]],
  [withJoints([pan], { tip: { xyz: ["a", 0, 0] } }), ["$.kinematics.tip.xyz: Give three finite numbers."]],
  [
    withJoints([{ name: "mount", type: "fixed", origin: { xyz: [1, 0, 0] } }]),
    ["$.kinematics.joints: Name at least one joint that moves."],
  ],
  [withJoints([{ ...pan, origin: undefined }]), ["$.kinematics.joints: All joints lie in one point. Give their origins."]],
  [
    withJoints([pan], {}, "percent"),
    [`$.kinematics.joints[0].type: A revolute joint needs an angle, in rad or deg, and the schema's unit is "percent".`],
  ],
  [
    withJoints([{ ...pan, type: "prismatic" }], {}, "rad"),
    [`$.kinematics.joints[0].type: A prismatic joint needs a length, in m, cm or mm, and the schema's unit is "rad".`],
  ],
])("%# is refused at the right place", (document, expected) => {
  expect(problemsOf(document)).toEqual(expected);
});
