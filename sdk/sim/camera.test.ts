import { decode } from "fast-png";
import { expect, test } from "vitest";

import { readPicture } from "../../convex/model/cameras/rules.ts";
import { armCameras } from "./camera.ts";
import { chainOf } from "./scene.ts";
import { so101Joints } from "./so101.ts";

const middle = so101Joints.map(({ lower, upper }) => (lower + upper) / 2);
const shotOf = async (camera: "front" | "wrist", positions: readonly number[], wanted = middle) =>
  await armCameras({ positions, wanted })[camera]();
/** How many pixels of two pictures differ. */
const differing = (one: Uint8Array, other: Uint8Array) => {
  const [a, b] = [decode(one).data, decode(other).data];
  return a.filter((value, index) => Math.abs(value - (b[index] ?? 0)) > 16).length / 3;
};

test("both cameras give pictures that the server takes", async () => {
  for (const camera of ["front", "wrist"] as const) {
    const bytes = await shotOf(camera, middle);
    const picture = Buffer.from(bytes).toString("base64");
    expect(readPicture({ camera, picture, takenAt: 0, sentAt: 0 })).toMatchObject({ type: "image/png", width: 320, height: 240 });
    expect(bytes.length).toBeLessThan(30_000);
  }
});

test("a joint that moves is seen, by either camera", async () => {
  const moved = middle.map((position, index) => (index === 0 ? position + 0.4 : position));
  expect(differing(await shotOf("front", middle), await shotOf("front", moved))).toBeGreaterThan(1_000);
  expect(differing(await shotOf("wrist", middle), await shotOf("wrist", moved))).toBeGreaterThan(200);
  expect(differing(await shotOf("front", middle), await shotOf("front", middle))).toBe(0);
});

test("the front camera shows where the policy wants a robot that stands still", async () => {
  const wanted = middle.map((position, index) => (index === 1 ? position + 0.5 : position));
  expect(differing(await shotOf("front", middle), await shotOf("front", middle, wanted))).toBeGreaterThan(100);
});

test("the tip is where the chain of the example schema puts it", () => {
  // As computed apart from this code, metres.
  const near = (positions: number[], at: number[]) =>
    chainOf(positions)
      .points.at(-1)
      ?.forEach((value, index) => expect(value).toBeCloseTo(at[index] ?? Number.NaN, 5));
  near([0, 0, 0, 0, 0, 0], [0.3525266, -0.000395901, 0.258951701]);
  near([0.3, -0.4, 0.5, -0.6, 0.7, 0], [0.275118764, -0.090792184, 0.326534153]);
});
