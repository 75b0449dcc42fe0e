import fc from "fast-check";
import { expect, test } from "vitest";

import example from "#examples/so101.schema.json";

import { type Chain, distanceOf, limitState, originTransform, poseOf, reachOf, type Vector } from "./kinematics.ts";

const zero: Vector = [0, 0, 0];
const z: Vector = [0, 0, 1];
const half = Math.PI / 2;
const joint = (action: number, xyz: Vector, over: Partial<Chain["joints"][number]> = {}): Chain["joints"][number] => ({
  ...{ name: `j${action}`, type: "revolute", xyz, rpy: zero, axis: z, action, scale: 1 },
  ...over,
});
const near = (a: Vector | null, b: Vector, digits = 8) =>
  b.forEach((part, index) => expect(a?.[index] ?? Number.NaN).toBeCloseTo(part, digits));

const vector = (most: number) =>
  fc.tuple(
    ...([0, 1, 2].map(() => fc.double({ min: -most, max: most, noNaN: true })) as [
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
    ]),
  );
const unit = vector(1)
  .filter((v) => Math.hypot(...v) > 0.1)
  .map((v): Vector => [v[0] / Math.hypot(...v), v[1] / Math.hypot(...v), v[2] / Math.hypot(...v)]);
const chain = fc
  .array(fc.record({ xyz: vector(1), rpy: vector(3), axis: unit }), { minLength: 1, maxLength: 7 })
  .map((parts): Chain => ({ joints: parts.map((part, index) => joint(index, part.xyz, part)), tip: { xyz: [0.1, -0.2, 0.3], rpy: zero } }));
const angles = fc.array(fc.double({ min: -7, max: 7, noNaN: true }), { minLength: 7, maxLength: 7 });

test("a planar arm of two links stands where the closed form says", () => {
  const planar: Chain = { joints: [joint(0, zero), joint(1, [0.7, 0, 0])], tip: { xyz: [0.4, 0, 0], rpy: zero } };
  fc.assert(
    fc.property(angles, ([a = 0, b = 0]) => {
      near(poseOf(planar, [a, b]).tip, [0.7 * Math.cos(a) + 0.4 * Math.cos(a + b), 0.7 * Math.sin(a) + 0.4 * Math.sin(a + b), 0]);
    }),
  );
});

// The UR5 by its published Denavit-Hartenberg parameters (d, a, α); what is expected was computed from the product of the DH matrices.
const ur5: Chain = (() => {
  const table = [
    [0.089159, 0, half],
    [0, -0.425, 0],
    [0, -0.39225, 0],
    [0.10915, 0, half],
    [0.09465, 0, -half],
    [0.0823, 0, 0],
  ] as const;
  const after = (index: number) => {
    const [d, a, alpha] = table[index] ?? [0, 0, 0];
    return { xyz: [a, 0, d] as const, rpy: [alpha, 0, 0] as const };
  };
  return { joints: table.map((_, index) => joint(index, zero, index === 0 ? {} : after(index - 1))), tip: after(5) };
})();

test("a UR5 stretched out and bent is where its DH parameters put it, tip and frame", () => {
  near(poseOf(ur5, [0, 0, 0, 0, 0, 0]).tip, [-0.81725, -0.19145, -0.005491]);
  const { tip, frame } = poseOf(ur5, [0.4, -1.1, 1.3, -0.7, 0.9, 2.1]);
  near(tip, [-0.563123399, -0.412132403, 0.337838406]);
  const columns = [
    -0.026483864, 0.418154975, 0.90798955, 0, -0.919966061, 0.345170916, -0.1857942, 0, -0.391102353, -0.840240118, 0.375546926,
  ];
  columns.forEach((value, index) => expect(frame?.[index]).toBeCloseTo(value, 8));
});

test("the SO-101 of the examples stands as computed apart from this code", () => {
  const { joints, tip } = example.kinematics;
  const arm: Chain = {
    joints: joints.map(({ name, origin, axis }, index) =>
      joint(index, origin.xyz as unknown as Vector, { name, rpy: origin.rpy as unknown as Vector, axis: axis as unknown as Vector }),
    ),
    tip: tip as unknown as Chain["tip"],
  };
  near(poseOf(arm, [0, 0, 0, 0, 0]).tip, [0.3525266, -0.000395901, 0.258951701], 6);
  const bent = poseOf(arm, [0.3, -0.4, 0.5, -0.6, 0.7]);
  near(bent.tip, [0.275118764, -0.090792184, 0.326534153], 6);
  near(bent.joints[3]?.at ?? null, [0.13512594, -0.060931669, 0.255375743], 6);
});

test("roll, pitch and yaw turn about fixed axes, in this order", () => {
  // Roll lifts y to z, then yaw turns x to y: the images of the three axes.
  const turned = originTransform({ xyz: [1, 2, 3], rpy: [half, 0, half] });
  [0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 2, 3, 1].forEach((value, index) => expect(turned[index]).toBeCloseTo(value, 12));
});

test("degrees and millimetres are taken for what they are, and a prismatic joint slides along its axis", () => {
  const arm: Chain = {
    joints: [joint(0, zero, { scale: Math.PI / 180 }), joint(1, [0.2, 0, 0], { type: "prismatic", axis: [1, 0, 0], scale: 0.001 })],
    tip: { xyz: zero, rpy: zero },
  };
  near(poseOf(arm, [90, 150]).tip, [0, 0.35, 0]);
  expect(reachOf(arm, () => 400)).toBeCloseTo(0.6, 10);
});

test("the frame of the tip stays orthonormal and right-handed, links keep their length, and nothing leaves the reach", () => {
  fc.assert(
    fc.property(chain, angles, (arm, values) => {
      const { joints, tip, frame } = poseOf(arm, values);
      const column = (index: number): Vector => [frame?.[index * 4] ?? 0, frame?.[index * 4 + 1] ?? 0, frame?.[index * 4 + 2] ?? 0];
      const [x, y, last] = [column(0), column(1), column(2)];
      const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      for (const [a, b, value] of [
        [x, x, 1],
        [y, y, 1],
        [last, last, 1],
        [x, y, 0],
        [x, last, 0],
        [y, last, 0],
      ] as const)
        expect(dot(a, b)).toBeCloseTo(value, 10);
      near([x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]], last);
      const places = [...joints.map(({ at }) => at), tip ?? zero];
      const lengths = [...arm.joints.slice(1), arm.tip].map(({ xyz }) => Math.hypot(...xyz));
      lengths.forEach((length, index) => expect(distanceOf(places[index] ?? zero, places[index + 1] ?? zero)).toBeCloseTo(length, 10));
      expect(distanceOf(places[0] ?? zero, tip ?? zero)).toBeLessThanOrEqual(reachOf(arm, () => 0) + 1e-9);
    }),
  );
});

test("beyond a joint that does not report nothing is known", () => {
  const pose = poseOf(ur5, [0.1, 0.2]);
  expect(pose).toMatchObject({ tip: null, frame: null, missing: "j2" });
  expect(pose.joints.map(({ name }) => name)).toEqual(["j0", "j1", "j2"]);
  expect(poseOf(ur5, [0, Number.NaN, 0, 0, 0, 0]).missing).toBe("j1");
});

test("fixed joints need no value", () => {
  const arm: Chain = {
    joints: [joint(0, zero), joint(9, [1, 0, 0], { type: "fixed", action: null, rpy: [0, 0, half] })],
    tip: { xyz: [1, 0, 0], rpy: zero },
  };
  near(poseOf(arm, [0]).tip, [1, 1, 0]);
});

test.each([
  [0, -1, 1, "free"],
  [0.89, -1, 1, "free"],
  [0.91, -1, 1, "near"],
  [-0.91, -1, 1, "near"],
  [1, -1, 1, "at"],
  [-1.2, -1, 1, "at"],
  [5, null, 1, "at"],
  [0.99, null, 1, "free"],
  [5, null, null, "free"],
] as const)("%d between %s and %s is %s", (value, lower, upper, state) => {
  expect(limitState(value, lower, upper)).toBe(state);
});
