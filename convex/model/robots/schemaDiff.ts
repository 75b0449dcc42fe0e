import type { SchemaSummary } from "./schemaDocument";
import { unitAt, unitsOf } from "./units";

// Pure: what a change from one version of a robot schema to another means to a policy and to the people at the arm.

/** `breaking`: what ran before may move differently or further. `narrowing`: it may do less. `harmless`: it runs as before. */
export type Severity = "breaking" | "narrowing" | "harmless";

export type SchemaChange = {
  kind:
    | "joint_added"
    | "joint_removed"
    | "joints_reordered"
    | "action_shape_changed"
    | "unit_changed"
    | "limit_widened"
    | "limit_narrowed"
    | "rate_changed"
    | "camera_added"
    | "camera_removed"
    | "camera_changed"
    | "observation_added"
    | "observation_removed"
    | "observation_changed"
    | "safe_stop_added"
    | "safe_stop_removed"
    | "safe_stop_changed"
    | "kinematics_added"
    | "kinematics_removed"
    | "kinematics_changed";
  severity: Severity;
  /** The joint, camera or observation; empty when it is about the whole. */
  subject: string;
  /** JSON text of what was and what is, `null` where there is nothing. */
  before: string | null;
  after: string | null;
};

/** A registered version: its document parsed, and what was read from it. */
export type Version = { summary: SchemaSummary; document: unknown };

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
const same = (a: unknown, b: unknown) => text(a) === text(b);

function change(kind: SchemaChange["kind"], severity: Severity, subject: string, before: unknown, after: unknown): SchemaChange {
  return { kind, severity, subject, before: text(before), after: text(after) };
}

/** In order of severity, then of the document. Empty: the versions mean the same. */
export function diffSchemas(before: Version, after: Version): SchemaChange[] {
  const changes = [
    ...jointChanges(before, after),
    ...rateChanges(before.summary, after.summary),
    ...safeStopChanges(before.summary, after.summary),
    ...observationChanges(before.document, after.document),
    ...kinematicsChanges(before.document, after.document),
  ];
  const rank: Record<Severity, number> = { breaking: 0, narrowing: 1, harmless: 2 };
  return changes
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rank[a.entry.severity] - rank[b.entry.severity] || a.index - b.index)
    .map(({ entry }) => entry);
}

export function worstOf(changes: readonly SchemaChange[]): Severity | "none" {
  for (const severity of ["breaking", "narrowing", "harmless"] as const) {
    if (changes.some((entry) => entry.severity === severity)) return severity;
  }
  return "none";
}

type Joint = { name: string; unit: string | null; lower: number | null; upper: number | null };

/** Joints without names are called by their place, so that two versions without names compare place by place. */
function jointsOf({ summary, document }: Version): Joint[] {
  const count = summary.actionShape.at(-1) ?? 0;
  const units = unitsOf(document);
  return Array.from({ length: count }, (_, index) => {
    const limit = summary.limits[index];
    return {
      name: summary.actionNames[index] ?? `#${index}`,
      unit: unitAt(units, index),
      lower: limit?.lower ?? null,
      upper: limit?.upper ?? null,
    };
  });
}

function jointChanges(before: Version, after: Version): SchemaChange[] {
  const [old, now] = [jointsOf(before), jointsOf(after)];
  const oldByName = new Map(old.map((joint) => [joint.name, joint]));
  const nowByName = new Map(now.map((joint) => [joint.name, joint]));
  const removed = old.filter((joint) => !nowByName.has(joint.name));
  const added = now.filter((joint) => !oldByName.has(joint.name));
  const kept = now.flatMap((joint) => {
    const was = oldByName.get(joint.name);
    return was === undefined ? [] : [{ was, joint }];
  });
  const orderBefore = old.map((joint) => joint.name).filter((name) => nowByName.has(name));
  const orderAfter = kept.map(({ joint }) => joint.name);
  const chunkBefore = before.summary.actionShape.slice(0, -1);
  const chunkAfter = after.summary.actionShape.slice(0, -1);
  return [
    ...removed.map((joint) => change("joint_removed", "breaking", joint.name, joint, null)),
    ...added.map((joint) => change("joint_added", "breaking", joint.name, null, joint)),
    ...(same(orderBefore, orderAfter) ? [] : [change("joints_reordered", "breaking", "", orderBefore, orderAfter)]),
    ...(same(chunkBefore, chunkAfter)
      ? []
      : [change("action_shape_changed", "breaking", "", before.summary.actionShape, after.summary.actionShape)]),
    ...kept.flatMap(({ was, joint }) => [
      ...(was.unit === joint.unit ? [] : [change("unit_changed", "breaking", joint.name, was.unit, joint.unit)]),
      ...limitChange(was, joint),
    ]),
  ];
}

/** A side without a limit reaches to infinity. A limit that moved is wider on one side, so it is widened. */
function limitChange(was: Joint, now: Joint): SchemaChange[] {
  const [before, after] = [was, now].map(({ lower, upper }) => ({ lower, upper }));
  const lower = [was.lower ?? -Infinity, now.lower ?? -Infinity] as const;
  const upper = [was.upper ?? Infinity, now.upper ?? Infinity] as const;
  if (lower[1] < lower[0] || upper[1] > upper[0]) return [change("limit_widened", "breaking", now.name, before, after)];
  if (lower[1] > lower[0] || upper[1] < upper[0]) return [change("limit_narrowed", "narrowing", now.name, before, after)];
  return [];
}

function rateChanges(before: SchemaSummary, after: SchemaSummary): SchemaChange[] {
  if (before.controlHz === after.controlHz) return [];
  // A rate that is named for the first time only writes down what the robot reported until then.
  const severity = before.controlHz === null ? "harmless" : "breaking";
  return [change("rate_changed", severity, "", before.controlHz, after.controlHz)];
}

function safeStopChanges(before: SchemaSummary, after: SchemaSummary): SchemaChange[] {
  const [was, is] = [before.safeStop, after.safeStop];
  if (same(was, is)) return [];
  if (was === null) return [change("safe_stop_added", "harmless", "", null, is)];
  return [change(is === null ? "safe_stop_removed" : "safe_stop_changed", "breaking", "", was, is)];
}

function observationChanges(before: unknown, after: unknown): SchemaChange[] {
  const [old, now] = [observationsOf(before), observationsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [Object.hasOwn(old, name) ? old[name] : undefined, Object.hasOwn(now, name) ? now[name] : undefined];
    const what = isCamera(was ?? is) || isCamera(is) ? "camera" : "observation";
    if (is === undefined) return [change(`${what}_removed`, "breaking", name, was, null)];
    if (was === undefined) return [change(`${what}_added`, "harmless", name, null, is)];
    return same(sorted(was), sorted(is)) ? [] : [change(`${what}_changed`, "breaking", name, was, is)];
  });
}

/** How an arm is built is drawn and decides nothing, so no change of it can make an arm move otherwise. */
function kinematicsChanges(before: unknown, after: unknown): SchemaChange[] {
  const [was, is] = [before, after].map((document) => (isObject(document) ? (document.kinematics ?? null) : null));
  if (same(sorted(was), sorted(is))) return [];
  return [change(was === null ? "kinematics_added" : is === null ? "kinematics_removed" : "kinematics_changed", "harmless", "", was, is)];
}

/** Stored documents are canonical, but a diff may be asked of any two: the order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}

function observationsOf(document: unknown): Json {
  const observations = isObject(document) ? document.observations : undefined;
  return isObject(observations) ? observations : {};
}

/** An image by its shape, or by its word. */
function isCamera(observation: unknown): boolean {
  if (!isObject(observation)) return false;
  const { shape, kind, type } = observation;
  return (Array.isArray(shape) && shape.length >= 3) || [kind, type].some((word) => word === "image" || word === "camera");
}
