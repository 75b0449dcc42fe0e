import type { Build } from "#src/api/kinematics.ts";
import { distanceOf, type JointState, limitState, type Pose, poseOf, reachOf, type Vector } from "#src/lib/kinematics.ts";

/** One action value: what was reported of it, and where that lies within its limits. */
export type JointReading = {
  name: string;
  unit: string | null;
  value: number | null;
  lower: number | null;
  upper: number | null;
  state: JointState;
  /** How far the first action would move it, in its unit; null where that is not known. */
  move: number | null;
  /** Whether the drawing shows it: a gripper's jaw is no part of a chain. */
  isDrawn: boolean;
};

export type Arm = {
  now: Pose;
  /** Where the first action would put the arm; null where the robot does not say. */
  next: Pose | null;
  readings: readonly JointReading[];
  /** How far the tip would go at the first action, metres; null where that is not known. */
  tipMove: number | null;
  first: Vector;
  reach: number;
};

/** What is drawn and told of an arm from what it reports: `values` of its joints and, in a dry run, how far the first action would move each, in the schema's units. */
export function armOf(
  build: Build & { kinematics: NonNullable<Build["kinematics"]> },
  values: readonly number[],
  firstMove: readonly number[] | null,
): Arm {
  const { kinematics, summary, units } = build;
  const drawn = new Set(kinematics.joints.map(({ action }) => action));
  const count = summary.actionShape.at(-1) ?? 0;
  const readings = Array.from({ length: count }, (_, index): JointReading => {
    const { lower, upper } = summary.limits[index] ?? { lower: null, upper: null };
    const value = values[index] ?? null;
    return {
      name: summary.actionNames[index] ?? `#${index + 1}`,
      unit: units[index] ?? unitOf(build, index),
      value,
      lower,
      upper,
      state: value === null ? "free" : limitState(value, lower, upper),
      move: firstMove?.[index] ?? null,
      isDrawn: drawn.has(index),
    };
  });
  const now = poseOf(kinematics, values);
  const isKnown = firstMove !== null && firstMove.length === count && now.missing === null;
  const next = isKnown
    ? poseOf(
        kinematics,
        values.map((value, index) => value + (firstMove[index] ?? 0)),
      )
    : null;
  const travel = (action: number) => Math.max(Math.abs(summary.limits[action]?.lower ?? 0), Math.abs(summary.limits[action]?.upper ?? 0));
  return {
    now,
    next,
    readings,
    tipMove: now.tip === null || next?.tip == null ? null : distanceOf(now.tip, next.tip),
    first: kinematics.joints[0] === undefined ? [0, 0, 0] : (now.joints[0]?.at ?? [0, 0, 0]),
    reach: reachOf(kinematics, travel),
  };
}

/** A joint whose unit the schema leaves out is taken as URDF has it. */
function unitOf({ kinematics }: Build, action: number): string | null {
  const type = kinematics?.joints.find((joint) => joint.action === action)?.type;
  return type === undefined ? null : type === "prismatic" ? "m" : "rad";
}
