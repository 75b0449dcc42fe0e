import type { Infer } from "convex/values";

import { readKinematics } from "./kinematics";
import type { schemaSummary } from "./shapes";

export type Problem = { path: string; message: string };
export type SchemaSummary = Infer<typeof schemaSummary>;
type Limits = SchemaSummary["limits"];
type Read = { ok: true; summary: SchemaSummary } | { ok: false; problems: Problem[] };

const mostValues = 64;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isFiniteNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/**
 * Reads a robot schema document. No compiled validator: Convex forbids `new Function`, and the few rules that
 * matter here are about meaning (one limit per action value, a safe stop inside the limits), not only about types.
 */
export function readSchemaDocument(document: unknown): Read {
  const problems: Problem[] = [];
  const problem = (path: string, message: string) => void problems.push({ path, message });

  const action = actionOf(document, problem);
  if (action === null) return { ok: false, problems };

  const actionShape = readShape(action.shape, problem);
  const count = actionShape?.at(-1) ?? 0;
  const actionNames = readNames(action.names, count, problem);
  const limits = readLimits(action.limits, count, problem);
  const safeStop = readSafeStop(action.safe_stop, count, limits, problem);
  const controlHz = readControlHz(document, action, problem);
  const observations = readObservations(document, problem);
  // Drawn by who has the document; here only what is wrong with it is told.
  readKinematics(document, actionNames, problem);
  if (problems.length > 0 || actionShape === null) return { ok: false, problems };
  return { ok: true, summary: { actionShape, actionNames, limits, safeStop, controlHz, observations } };
}

type Report = (path: string, message: string) => void;

function actionOf(document: unknown, problem: Report): Record<string, unknown> | null {
  if (!isObject(document)) {
    problem("$", "The schema must be an object.");
    return null;
  }
  if (!isObject(document.actions)) {
    problem("$.actions", "Name the robot's actions in an object.");
    return null;
  }
  if (!isObject(document.actions.action)) {
    problem("$.actions.action", "Describe the action in an object.");
    return null;
  }
  return document.actions.action;
}

function readShape(shape: unknown, problem: Report): number[] | null {
  const path = "$.actions.action.shape";
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 3) {
    problem(path, "Give one to three whole numbers, the number of action values last, such as [6] or [50, 6].");
    return null;
  }
  let fine = true;
  shape.forEach((size: unknown, index) => {
    const highest = index === shape.length - 1 ? mostValues : 10_000;
    if (isFiniteNumber(size) && Number.isInteger(size) && size >= 1 && size <= highest) return;
    fine = false;
    problem(`${path}[${index}]`, `Give a whole number from 1 to ${highest}.`);
  });
  return fine ? (shape as number[]) : null;
}

function readNames(names: unknown, count: number, problem: Report): string[] {
  const path = "$.actions.action.names";
  if (names === undefined) return [];
  if (!Array.isArray(names)) {
    problem(path, "Give a list of names.");
    return [];
  }
  if (count > 0 && names.length !== count) problem(path, `Give ${count} names, one per action value.`);
  const seen = new Set<string>();
  names.forEach((name: unknown, index) => {
    if (typeof name !== "string" || name === "" || name.length > 100) problem(`${path}[${index}]`, "Give a name.");
    else if (seen.has(name)) problem(`${path}[${index}]`, `The name ${JSON.stringify(name)} is used twice.`);
    else seen.add(name);
  });
  return [...seen];
}

// Three ways of writing the same: [{lower, upper}], [[lower, upper]], {lower: [...], upper: [...]}.
function readLimits(limits: unknown, count: number, problem: Report): Limits {
  const path = "$.actions.action.limits";
  if (limits === undefined || limits === null) return [];
  const pairs = limitPairs(limits);
  if (pairs === null) {
    problem(path, "Give a list of {lower, upper}, a list of [lower, upper], or an object of two lists.");
    return [];
  }
  if (count > 0 && pairs.length !== count) problem(path, `Give ${count} limits, one per action value.`);
  return pairs.map(([lower, upper], index) => {
    const read = (value: unknown, side: string) => {
      if (value === undefined || value === null) return null;
      if (isFiniteNumber(value)) return value;
      problem(`${path}[${index}].${side}`, "Give a finite number.");
      return null;
    };
    const pair = { lower: read(lower, "lower"), upper: read(upper, "upper") };
    if (pair.lower !== null && pair.upper !== null && pair.lower >= pair.upper) {
      problem(`${path}[${index}]`, "The lower limit must be below the upper limit.");
    }
    return pair;
  });
}

function limitPairs(limits: unknown): [unknown, unknown][] | null {
  if (Array.isArray(limits)) {
    const pairs: [unknown, unknown][] = [];
    for (const limit of limits as unknown[]) {
      if (Array.isArray(limit) && limit.length === 2) pairs.push([limit[0], limit[1]]);
      else if (isObject(limit)) pairs.push([limit.lower ?? limit.min, limit.upper ?? limit.max]);
      else return null;
    }
    return pairs;
  }
  if (!isObject(limits)) return null;
  const lower = limits.lower ?? limits.min;
  const upper = limits.upper ?? limits.max;
  if (!Array.isArray(lower) || !Array.isArray(upper) || lower.length !== upper.length) return null;
  return lower.map((value: unknown, index): [unknown, unknown] => [value, upper[index]]);
}

/** Missing is allowed and means: this robot may never have actions applied. Present but wrong is a problem. */
function readSafeStop(safeStop: unknown, count: number, limits: Limits, problem: Report): SchemaSummary["safeStop"] {
  const path = "$.actions.action.safe_stop";
  if (safeStop === undefined || safeStop === null) return null;
  if (typeof safeStop === "string" && safeStop !== "" && safeStop.length <= 100) return { kind: safeStop, values: null };
  if (Array.isArray(safeStop)) {
    return { kind: "values", values: readStopValues(safeStop, path, count, limits, problem) };
  }
  if (isObject(safeStop)) {
    // `mode` is the documented word; the others are what documents in use say.
    const kind = safeStop.mode ?? safeStop.kind ?? safeStop.type;
    if (typeof kind !== "string" || kind === "" || kind.length > 100) {
      problem(`${path}.mode`, 'Name the mode of the safe stop, such as "hold".');
    }
    const values = safeStop.values === undefined ? null : readStopValues(safeStop.values, `${path}.values`, count, limits, problem);
    return { kind: typeof kind === "string" ? kind : "", values };
  }
  problem(path, 'Give the name of a safe stop, such as "hold", an object with a mode, or one value per action.');
  return null;
}

function readStopValues(values: unknown, path: string, count: number, limits: Limits, problem: Report): number[] {
  if (!Array.isArray(values) || (count > 0 && values.length !== count)) {
    problem(path, `Give ${count} numbers, one per action value.`);
    return [];
  }
  return values.map((value: unknown, index) => {
    const limit = limits[index];
    if (!isFiniteNumber(value)) problem(`${path}[${index}]`, "Give a finite number.");
    else if ((limit?.lower ?? value) > value || (limit?.upper ?? value) < value) {
      problem(`${path}[${index}]`, "The safe stop lies outside the limits of this value.");
    }
    return isFiniteNumber(value) ? value : 0;
  });
}

function readControlHz(document: unknown, action: Record<string, unknown>, problem: Report): number | null {
  const root = isObject(document) ? document : {};
  const [value, path] =
    action.control_hz === undefined ? [root.control_hz, "$.control_hz"] : [action.control_hz, "$.actions.action.control_hz"];
  if (value === undefined || value === null) return null;
  if (isFiniteNumber(value) && value > 0 && value <= 1000) return value;
  problem(path, "Give a rate above 0 and up to 1000 Hz.");
  return null;
}

function readObservations(document: unknown, problem: Report): string[] {
  const observations = isObject(document) ? document.observations : undefined;
  if (observations === undefined) return [];
  if (isObject(observations) && Object.keys(observations).length <= 100) return Object.keys(observations);
  problem("$.observations", "Name at most 100 observations in an object.");
  return [];
}
