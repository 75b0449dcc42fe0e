import type { Vector } from "#src/lib/kinematics.ts";
import { roundLength, seen, type View } from "#src/lib/turntable.ts";

/** The size of the picture, in its own units: about pixels on a phone. */
export const WIDTH = 360;
export const HEIGHT = 290;
const MARGIN = 16;

export type Point = readonly [number, number];

export type Scene = {
  /** Where a place in space is on the picture. */
  at: (place: Vector) => Point;
  /** Units of the picture a metre. */
  scale: number;
  /** The side of a square of the ground, metres. */
  step: number;
  /** Both ends of every line of the ground. */
  grid: readonly (readonly [Point, Point])[];
};

/** Arms seldom stretch farther than this share of their reach: a picture for all of it would show most of them small. */
const USUAL = 0.85;

/**
 * A picture that has room for an arm wherever it usually goes above the ground (`longest`, its reach, metres from `first`, its first joint), and
 * for `places` wherever they are: so it keeps its scale while the arm moves, unless the arm stretches out.
 */
export function sceneOf(first: Vector, longest: number, places: readonly Vector[], view: View): Scene {
  const reach = USUAL * longest;
  const foot: Vector = [first[0], first[1], 0];
  const [footX, footY] = seen(foot, view);
  const lean = Math.sin((view.above * Math.PI) / 180);
  const points = places.map((place) => seen(place, view));
  const aside = Math.max(reach, ...points.map(([x]) => Math.abs(x - footX)));
  const top = Math.max(seen(first, view)[1] - footY + reach, ...points.map(([, y]) => y - footY));
  const bottom = Math.min(-reach * Math.abs(lean), ...points.map(([, y]) => y - footY));
  const scale = Math.min((WIDTH - 2 * MARGIN) / (2 * aside), (HEIGHT - 2 * MARGIN) / (top - bottom));
  const middle = (top + bottom) / 2;
  const at = (place: Vector): Point => {
    const [x, y] = seen(place, view);
    return [WIDTH / 2 + (x - footX) * scale, HEIGHT / 2 - (y - footY - middle) * scale];
  };
  const step = roundLength(reach / 3);
  return {
    at,
    scale,
    step,
    grid: gridOf(foot, Math.max(1, Math.floor((0.75 * reach) / step)) * step, step).map(([a, b]) => [at(a), at(b)]),
  };
}

/** Lines at whole multiples of `step`, so that the ground lies still whatever stands on it. */
function gridOf([x, y]: Vector, half: number, step: number): (readonly [Vector, Vector])[] {
  const [middleX, middleY] = [Math.round(x / step) * step, Math.round(y / step) * step];
  const count = Math.round((2 * half) / step) + 1;
  return Array.from({ length: count }, (_, index) => index * step - half).flatMap((offset): (readonly [Vector, Vector])[] => [
    [
      [middleX + offset, middleY - half, 0],
      [middleX + offset, middleY + half, 0],
    ],
    [
      [middleX - half, middleY + offset, 0],
      [middleX + half, middleY + offset, 0],
    ],
  ]);
}
