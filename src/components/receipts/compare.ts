export type Difference = {
  /** Dotted path of the field, for example `heartbeats.latencyMs.p95`. */
  path: string;
  left: unknown;
  right: unknown;
  same: boolean;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function flatten(value: unknown, prefix: string, into: Map<string, unknown>): void {
  if (isRecord(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) into.set(prefix, value);
    for (const key of keys) flatten(value[key], prefix === "" ? key : `${prefix}.${key}`, into);
  } else {
    into.set(prefix, value);
  }
}

/** Fields that differ between any two receipts by design, and so say nothing. */
const alwaysDifferent = /^(_id|_creationTime|sequence|seq|hash|previousHash|signature|sessionId|timestamp|startedAt|activatedAt|endedAt)$/;

/** Field by field, in the left receipt's order; fields that only the right one has come last. */
export function compareFields(left: unknown, right: unknown): Difference[] {
  const a = new Map<string, unknown>();
  const b = new Map<string, unknown>();
  flatten(left, "", a);
  flatten(right, "", b);
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => !alwaysDifferent.test(path))
    .map((path) => {
      const [l, r] = [a.get(path), b.get(path)];
      return { path, left: l, right: r, same: JSON.stringify(l) === JSON.stringify(r) };
    });
}

/** Facts that must agree before numbers of two runs may be compared, with what a difference means. */
export type Comparable = { robot: string; robotSchema: string; model: string; runtime: string | null };

/** Why the numbers of these two receipts must not be read against each other; empty when they may. */
export function incomparableBecause(left: Comparable, right: Comparable): string[] {
  const reasons: string[] = [];
  if (left.robotSchema !== right.robotSchema) reasons.push("They ran on different robot schemas, so actions and joints mean different things.");
  else if (left.robot !== right.robot) reasons.push("They ran on different robots.");
  if (left.model !== right.model) reasons.push("They ran different models.");
  if (left.runtime !== right.runtime) reasons.push("They ran on different runtimes, so latency differs for that reason alone.");
  return reasons;
}
