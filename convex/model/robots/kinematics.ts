import { inUrdfUnits, unitAt, unitsOf } from "./units";

// Pure: reads how an arm is built from a robot schema document, for drawing it. Nothing that moves or stops an arm depends on it.

export type Vector = readonly [number, number, number];

/** Where a frame lies in the one before it, in URDF's terms: metres, and roll, pitch and yaw in radians about its fixed axes. */
export type Origin = { xyz: Vector; rpy: Vector };

export type ChainJoint = Origin & {
  name: string;
  type: "revolute" | "prismatic" | "fixed";
  /** The unit vector about which it turns, or along which it slides, in its own frame. */
  axis: Vector;
  /** Which action value moves it; `null` for a fixed one. */
  action: number | null;
  /** What one of the schema's units is in radians or metres. */
  scale: number;
  /** The schema's unit, `null` where it names none: radians or metres. */
  unit: string | null;
};

/** A serial chain from the base to the tip. */
export type Kinematics = { joints: readonly ChainJoint[]; tip: Origin };

type Report = (path: string, message: string) => void;
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isFiniteNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const mostJoints = 128;
/** Farther apart are no two joints of an arm, metres: what lies beyond was written in millimetres. */
const farthest = 10;
/** A whole turn and what rounding adds: what lies beyond was written in degrees. */
const widest = 6.2832;
const none: Vector = [0, 0, 0];

/**
 * Reads `kinematics` of a schema document whose action values have these `names`. `null`: it has none, or `problem` was told what is
 * wrong with it, by JSON path.
 */
export function readKinematics(document: unknown, names: readonly string[], problem: Report = () => undefined): Kinematics | null {
  const kinematics = isObject(document) ? document.kinematics : undefined;
  if (kinematics === undefined || kinematics === null) return null;
  if (!isObject(kinematics) || !Array.isArray(kinematics.joints) || kinematics.joints.length < 1 || kinematics.joints.length > mostJoints) {
    problem(
      isObject(kinematics) ? "$.kinematics.joints" : "$.kinematics",
      `Give a list of 1 to ${mostJoints} joints, from the base to the tip.`,
    );
    return null;
  }
  let isFine = true;
  const report: Report = (path, message) => {
    isFine = false;
    problem(path, message);
  };
  const units = unitsOf(document);
  const seen = new Set<string>();
  const joints = (kinematics.joints as unknown[]).flatMap((joint, index): ChainJoint[] => {
    const path = `$.kinematics.joints[${index}]`;
    if (!isObject(joint)) {
      report(path, "Describe the joint in an object.");
      return [];
    }
    const { name } = joint;
    if (typeof name !== "string" || name === "" || name.length > 100) {
      report(`${path}.name`, "Give a name.");
      return [];
    }
    if (seen.has(name)) report(`${path}.name`, `The name ${JSON.stringify(name)} is used twice.`);
    seen.add(name);
    const origin = readOrigin(joint.origin, `${path}.origin`, report);
    const type = readType(joint.type, `${path}.type`, report);
    if (type === null) return [];
    if (type === "fixed") return [{ name, type, ...origin, axis: none, action: null, scale: 1, unit: null }];
    const action = names.indexOf(name);
    if (action === -1)
      report(
        `${path}.name`,
        `No action value is named ${JSON.stringify(name)}. A joint that moves has the name of the value that moves it.`,
      );
    const unit = unitAt(units, action);
    const scale = inUrdfUnits(unit, type === "revolute" ? "angle" : "length");
    if (scale === null) report(`${path}.type`, wrongUnit(type, unit));
    return [{ name, type, ...origin, axis: readAxis(joint.axis, `${path}.axis`, report), action, scale: scale ?? 1, unit }];
  });
  const tip = readOrigin(kinematics.tip, "$.kinematics.tip", report);
  if (!isFine) return null;
  if (!joints.some(({ action }) => action !== null)) report("$.kinematics.joints", "Name at least one joint that moves.");
  else if ([...joints, tip].every(({ xyz }) => Math.hypot(...xyz) === 0)) {
    report("$.kinematics.joints", "All joints lie in one point. Give their origins.");
  }
  return isFine ? { joints, tip } : null;
}

function wrongUnit(type: "revolute" | "prismatic", unit: string | null): string {
  const said = JSON.stringify(unit);
  return type === "revolute"
    ? `A revolute joint needs an angle, in rad or deg, and the schema's unit is ${said}.`
    : `A prismatic joint needs a length, in m, cm or mm, and the schema's unit is ${said}.`;
}

function readType(type: unknown, path: string, problem: Report): ChainJoint["type"] | null {
  // URDF's word for a revolute joint without limits, which are the schema's here.
  if (type === "revolute" || type === "continuous") return "revolute";
  if (type === "prismatic" || type === "fixed") return type;
  problem(path, "Give revolute, continuous, prismatic or fixed.");
  return null;
}

/** What is left out is zero, as in URDF. */
function readOrigin(origin: unknown, path: string, problem: Report): Origin {
  if (origin === undefined || origin === null) return { xyz: none, rpy: none };
  if (!isObject(origin)) {
    problem(path, "Give an object with xyz in metres and rpy in radians.");
    return { xyz: none, rpy: none };
  }
  const xyz = origin.xyz === undefined ? none : readVector(origin.xyz, `${path}.xyz`, problem);
  const rpy = origin.rpy === undefined ? none : readVector(origin.rpy, `${path}.rpy`, problem);
  if (xyz.some((part) => Math.abs(part) > farthest)) problem(`${path}.xyz`, `Give metres, at most ${farthest}.`);
  if (rpy.some((part) => Math.abs(part) > widest)) problem(`${path}.rpy`, "Give radians, at most a whole turn.");
  return { xyz, rpy };
}

function readAxis(axis: unknown, path: string, problem: Report): Vector {
  const read = axis === undefined || axis === null ? ([1, 0, 0] as const) : readVector(axis, path, problem);
  const length = Math.hypot(...read);
  if (length > 0) return [read[0] / length, read[1] / length, read[2] / length];
  problem(path, "Give three numbers that are not all zero.");
  return [1, 0, 0];
}

function readVector(value: unknown, path: string, problem: Report): Vector {
  const [x, y, z, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  if (isFiniteNumber(x) && isFiniteNumber(y) && isFiniteNumber(z) && more.length === 0) return [x, y, z];
  problem(path, "Give three finite numbers.");
  return none;
}
