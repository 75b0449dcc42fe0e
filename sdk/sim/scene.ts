import { mat4d, vec3d } from "wgpu-matrix";

import example from "../../docs/examples/so101.schema.json" with { type: "json" };
import { blank, line, type Colour, type Picture, type Spot } from "./raster.ts";
import { so101Joints } from "./so101.ts";

// What the cameras of the simulated arm see: a table, the arm as its joints stand, and the pose that the policy wants.

type Vector = readonly [number, number, number];
type Origin = { xyz: number[]; rpy: number[] };
type View = { eye: Vector; right: Vector; up: Vector; forward: Vector; focus: number };

const [width, height] = [320, 240];
const table: Colour = [196, 186, 168];
const lines: Colour = [168, 157, 138];
const shade: Colour = [141, 131, 114];
const bone: Colour = [232, 110, 44];
const joint: Colour = [52, 56, 64];
const wish: Colour = [46, 108, 190];
const cube: Colour = [38, 134, 84];
/** Where the cube lies that the script picks, metres in the frame of the base, and half its side. */
const cubeAt: Vector = [0.2, -0.08, 0.015];
const cubeHalf = 0.015;

const originOf = ({ xyz, rpy: [roll = 0, pitch = 0, yaw = 0] }: Origin) => {
  const transform = mat4d.translation(xyz);
  mat4d.rotateZ(transform, yaw, transform);
  mat4d.rotateY(transform, pitch, transform);
  return mat4d.rotateX(transform, roll, transform);
};
const column = (frame: Float64Array, index: number): Vector => [frame[index] ?? 0, frame[index + 1] ?? 0, frame[index + 2] ?? 0];

/** Where the joints and the tip are at these positions (radians), from the base on, and the frame of the tip. */
export function chainOf(positions: readonly number[]): { points: Vector[]; tip: Float64Array } {
  const points: Vector[] = [[0, 0, 0]];
  let frame = mat4d.identity();
  for (const { name, origin, axis } of example.kinematics.joints) {
    frame = mat4d.multiply(frame, originOf(origin));
    points.push(column(frame, 12));
    mat4d.rotate(frame, axis, positions[so101Joints.findIndex((one) => one.name === name)] ?? 0, frame);
  }
  frame = mat4d.multiply(frame, originOf(example.kinematics.tip));
  return { points: [...points, column(frame, 12)], tip: frame };
}

function viewOf(eye: Vector, at: Vector, focus: number, up: Vector = [0, 0, 1]): View {
  const forward = vec3d.normalize(vec3d.subtract([...at], [...eye]));
  const right = vec3d.normalize(vec3d.cross(forward, [...up]));
  const vector = (of: Float64Array): Vector => [of[0] ?? 0, of[1] ?? 0, of[2] ?? 0];
  return { eye, focus, forward: vector(forward), right: vector(right), up: vector(vec3d.cross(right, forward)) };
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const nearest = 0.02;

/** Draws a straight piece of the scene as the view has it, `thick` metres on either side; what is behind the camera is cut off. */
function stroke(picture: Picture, view: View, from: Vector, to: Vector, thick: number, colour: Colour): void {
  const seen = (point: Vector): Vector => {
    const way: Vector = [point[0] - view.eye[0], point[1] - view.eye[1], point[2] - view.eye[2]];
    return [dot(way, view.right), dot(way, view.up), dot(way, view.forward)];
  };
  const [a, b] = [seen(from), seen(to)];
  if (a[2] < nearest && b[2] < nearest) return;
  const cut = (one: Vector, other: Vector): Vector => {
    if (one[2] >= nearest) return one;
    const part = (nearest - one[2]) / (other[2] - one[2]);
    return [one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part, nearest];
  };
  const spot = ([x, y, z]: Vector): Spot => ({ x: width / 2 + (x / z) * view.focus, y: height / 2 - (y / z) * view.focus });
  const [start, end] = [cut(a, b), cut(b, a)];
  line(picture, spot(start), spot(end), Math.min(40, (thick / ((start[2] + end[2]) / 2)) * view.focus), colour);
}

function drawTable(picture: Picture, view: View): void {
  for (let step = -6; step <= 6; step += 1) {
    const at = step * 0.1;
    stroke(picture, view, [at, -0.6, 0], [at, 0.6, 0], 0.0012, lines);
    stroke(picture, view, [-0.6, at, 0], [0.6, at, 0], 0.0012, lines);
  }
  const [x, y, z] = cubeAt;
  for (const side of [-0.5, 0, 0.5])
    stroke(picture, view, [x - cubeHalf / 2, y + side * cubeHalf, z], [x + cubeHalf / 2, y + side * cubeHalf, z], cubeHalf * 0.7, cube);
}

function drawArm(picture: Picture, view: View, points: readonly Vector[], thick: number, colour: Colour): void {
  points.slice(1).forEach((to, index) => stroke(picture, view, points[index] ?? to, to, thick, colour));
}

/** Six bars at the lower edge: how far each joint stands within its limits, as the label of a test rig would. */
function drawGauges(picture: Picture, positions: readonly number[]): void {
  so101Joints.forEach(({ lower, upper }, index) => {
    const [left, y, long] = [10 + index * 51, height - 10, 45];
    line(picture, { x: left, y }, { x: left + long, y }, 2, joint);
    const part = ((positions[index] ?? 0) - lower) / (upper - lower);
    line(picture, { x: left + long * part, y: y - 4 }, { x: left + long * part, y: y + 4 }, 1.5, bone);
  });
}

const front = viewOf([0.62, -0.5, 0.42], [0.08, 0, 0.12], 330);

/** From beside the table: the arm, its shadow, and thin before it where the policy wants it. */
export function frontPicture(positions: readonly number[], wanted: readonly number[]): Picture {
  const picture = blank(width, height, table);
  const { points } = chainOf(positions);
  drawTable(picture, front);
  drawArm(
    picture,
    front,
    points.map(([x, y]) => [x, y, 0]),
    0.012,
    shade,
  );
  drawArm(picture, front, points, 0.014, bone);
  for (const point of points) stroke(picture, front, point, point, 0.018, joint);
  drawArm(picture, front, chainOf(wanted).points, 0.003, wish);
  drawGauges(picture, positions);
  return picture;
}

/** From above the gripper, along it: what it is about to touch, and its two fingers. */
export function wristPicture(positions: readonly number[]): Picture {
  const picture = blank(width, height, table);
  const { points, tip } = chainOf(positions);
  const at = column(tip, 12);
  const from = points.at(-2) ?? at;
  const ahead: Vector = [2 * at[0] - from[0], 2 * at[1] - from[1], 2 * at[2] - from[2]];
  const view = viewOf(from, ahead, 210, column(tip, 8));
  drawTable(picture, view);
  const across = view.right;
  const open = 0.012 + 0.02 * ((positions[5] ?? 0) + 0.17);
  for (const side of [-1, 1]) {
    const shift = (point: Vector): Vector => [
      point[0] + across[0] * open * side,
      point[1] + across[1] * open * side,
      point[2] + across[2] * open * side,
    ];
    stroke(picture, view, shift(at), shift(ahead), 0.006, joint);
  }
  drawGauges(picture, positions);
  return picture;
}
