import { mat4d, vec3d } from "wgpu-matrix";

// Forward kinematics of a serial chain: where its joints and its tip are in space, from how far each joint has gone.

export type Vector = readonly [number, number, number];
type Origin = { xyz: Vector; rpy: Vector };
type Joint = Origin & {
  name: string;
  type: "revolute" | "prismatic" | "fixed";
  axis: Vector;
  /** Which of the reported values moves it; null for a fixed one. */
  action: number | null;
  /** What one of the reported unit is in radians or metres. */
  scale: number;
};
export type Chain = { joints: readonly Joint[]; tip: Origin };

/** A homogeneous transform, column by column. */
export type Transform = Float64Array;

export type Pose = {
  /** Where each joint is whose place is known, from the base on, metres in the frame of the base (z up). */
  joints: readonly { name: string; isFixed: boolean; at: Vector }[];
  /** Where the tip is; null when a joint before it did not report. */
  tip: Vector | null;
  /** The frame of the tip. */
  frame: Transform | null;
  /** The first joint that did not report: nothing is known beyond it. */
  missing: string | null;
};

/** Roll, pitch and yaw about fixed axes, in this order, as URDF has them. */
export function originTransform({ xyz, rpy: [roll, pitch, yaw] }: Origin): Transform {
  const transform = mat4d.translation([...xyz]);
  mat4d.rotateZ(transform, yaw, transform);
  mat4d.rotateY(transform, pitch, transform);
  return mat4d.rotateX(transform, roll, transform);
}

/** The pose of `chain` at the reported `values`, in the schema's own units; undefined values did not report. */
export function poseOf(chain: Chain, values: readonly (number | undefined)[]): Pose {
  const joints: { name: string; isFixed: boolean; at: Vector }[] = [];
  let frame = mat4d.identity();
  for (const joint of chain.joints) {
    frame = mat4d.multiply(frame, originTransform(joint));
    joints.push({ name: joint.name, isFixed: joint.type === "fixed", at: placeOf(frame) });
    if (joint.action === null) continue;
    const value = values[joint.action];
    if (value === undefined || !Number.isFinite(value)) return { joints, tip: null, frame: null, missing: joint.name };
    const moved = value * joint.scale;
    if (joint.type === "prismatic") mat4d.translate(frame, vec3d.mulScalar([...joint.axis], moved), frame);
    else mat4d.rotate(frame, [...joint.axis], moved, frame);
  }
  frame = mat4d.multiply(frame, originTransform(chain.tip));
  return { joints, tip: placeOf(frame), frame, missing: null };
}

const placeOf = (frame: Transform): Vector => [frame[12] ?? 0, frame[13] ?? 0, frame[14] ?? 0];

export const distanceOf = (a: Vector, b: Vector): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** How far the tip may come from the first joint at most, metres; `travel` is how far the joint with an action slides, in the schema's units. */
export function reachOf({ joints, tip }: Chain, travel: (action: number) => number): number {
  const [, ...later] = joints;
  const links = [...later, tip].reduce((sum, { xyz }) => sum + Math.hypot(...xyz), 0);
  const slides = joints.reduce(
    (sum, { type, action, scale }) => sum + (type === "prismatic" && action !== null ? Math.abs(travel(action)) * scale : 0),
    0,
  );
  return links + slides;
}

export type JointState = "free" | "near" | "at";

/** Whether a value is at (or beyond) one of its limits or near it: nearer than a twentieth of what it may go. A limit that is null is none. */
export function limitState(value: number, lower: number | null, upper: number | null): JointState {
  if ((lower !== null && value <= lower) || (upper !== null && value >= upper)) return "at";
  if (lower === null || upper === null) return "free";
  const near = (upper - lower) / 20;
  return value - lower < near || upper - value < near ? "near" : "free";
}
