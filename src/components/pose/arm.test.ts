import { expect, test } from "vitest";

import example from "#examples/so101.schema.json";
import { type Build, buildOf } from "#src/api/kinematics.ts";
import { readSchemaDocument } from "#src/api/robot-schemas.ts";
import { presets } from "#src/lib/turntable.ts";

import { armOf } from "./arm.ts";
import { armInWords, firstActionInWords } from "./pose-words.ts";
import { HEIGHT, sceneOf, WIDTH } from "./scene.ts";

function built(document: object = example) {
  const read = readSchemaDocument(document);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  const build = buildOf({ document: JSON.stringify(document), summary: read.summary });
  if (build.kinematics === null) throw new Error("no kinematics");
  return build as Build & { kinematics: NonNullable<Build["kinematics"]> };
}
const straight = [0, 0, 0, 0, 0, 0.5];
const move = [0.3, -0.4, 0.5, -0.6, 0.7, 0];

test("a first action is where the joints are and how far each would go: the joint that goes farthest, and the tip", () => {
  const arm = armOf(built(), straight, move);
  expect(arm.next?.tip?.map((part) => Math.round(part * 1e6) / 1e6)).toEqual([0.275119, -0.090792, 0.326534]);
  expect(arm.tipMove).toBeCloseTo(0.136861, 5);
  expect(firstActionInWords(arm)).toBe("up to +0.7 rad (wrist_roll), the tip by 137 mm");
  expect(firstActionInWords(armOf(built(), straight, [0, 0, 0.001, 0, 0, 0]))).toBe("up to +0.001 rad (elbow_flex), the tip by 0.3 mm");
});

test("what the robot does not say is not drawn: no first action, one of other joints, or none of a joint before", () => {
  for (const arm of [armOf(built(), straight, null), armOf(built(), straight, [0.1]), armOf(built(), [0.1, 0.2], move)]) {
    expect(arm).toMatchObject({ next: null, tipMove: null });
    expect(firstActionInWords(arm)).toBeNull();
  }
});

test("each value is told with its unit and its place within its limits; a gripper is told and not drawn", () => {
  const { readings, now } = armOf(built(), [0, 1.7, 1.69, 0, 0, 0.5], null);
  expect(readings.map(({ state }) => state)).toEqual(["free", "near", "at", "free", "free", "free"]);
  expect(readings.map(({ isDrawn }) => isDrawn)).toEqual([true, true, true, true, true, false]);
  expect(new Set(readings.map(({ unit }) => unit))).toEqual(new Set(["rad"]));
  expect(armInWords({ now, readings }, "from above")).toMatch(
    /^The arm, seen from above\. Its tip: x .* m\. shoulder_lift near its limit, elbow_flex at its limit\.$/,
  );
});

test("a joint whose unit the schema leaves out counts in radians, and is told so", () => {
  const { actions } = example;
  const { unit: _unit, ...action } = actions.action;
  const arm = armOf(built({ ...example, actions: { action } }), straight, null);
  expect(arm.readings.map(({ unit }) => unit)).toEqual(["rad", "rad", "rad", "rad", "rad", null]);
});

test("the picture holds the arm from every side, stretched out and below the ground too, and keeps its scale while it moves in between", () => {
  const build = built();
  for (const view of Object.values(presets)) {
    const scales = new Set<string>();
    for (const values of [straight, move, [1.9, 1.74, -1.2, 0.3, 0, 0], [0, 1.7, -1.6, 0, 0, 0], [0, 1.7, 0.5, 1, 0, 0]]) {
      const arm = armOf(build, values, null);
      const places = [...arm.now.joints.map(({ at }) => at), arm.now.tip ?? ([0, 0, 0] as const)];
      const scene = sceneOf(arm.first, arm.reach, places, view);
      for (const place of places) {
        const [x, y] = scene.at(place);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(WIDTH);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(HEIGHT);
      }
      if (values === straight || values === move) scales.add(scene.scale.toFixed(6));
      expect(scene.step).toBeCloseTo(0.1, 10);
    }
    expect(scales.size).toBe(1);
  }
});
