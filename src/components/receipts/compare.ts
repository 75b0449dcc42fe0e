import { t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";

export type Difference = {
  /** Dotted path of the field, for example `heartbeats.latencyMs.p95`. */
  path: string;
  /** One for each receipt, undefined where it has no such field. */
  values: readonly unknown[];
  same: boolean;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function flatten(value: unknown, prefix: string, into: Map<string, unknown>): void {
  if (isRecord(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) into.set(prefix, value);
    for (const key of keys) flatten(value[key], prefix === "" ? key : `${prefix}.${key}`, into);
  } else {
    into.set(prefix, value);
  }
}

/** Fields that differ between any two receipts by design, and so say nothing. What a robot signed is its summary once more, with times. */
const alwaysDifferent =
  /^(_id|_creationTime|sequence|seq|hash|previousHash|signature|sessionId|timestamp|startedAt|activatedAt|endedAt|robotSignature\.(body|signature))$/;

const sameIn = (values: readonly unknown[]): boolean => values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));

/** Field by field, in the first receipt's order; fields that only later ones have come last. */
export function compareFields(all: readonly unknown[]): Difference[] {
  const flat = all.map((receipt) => {
    const fields = new Map<string, unknown>();
    flatten(receipt, "", fields);
    return fields;
  });
  const valuesOf = (path: string) => flat.map((fields) => fields.get(path));
  const isTold = (path: string) => {
    const teller = tellerOf(path);
    return teller !== null && flat.some((fields) => fields.has(teller)) && isSplitAlike(valuesOf(path), valuesOf(teller));
  };
  return [...new Set(flat.flatMap((fields) => [...fields.keys()]))]
    .filter((path) => !alwaysDifferent.test(path) && !isTold(path))
    .map((path) => ({ path, values: valuesOf(path), same: sameIn(valuesOf(path)) }));
}

/** What says the same as a field where both split the receipts alike: an id beside a name says more only where two things have one name, and a robot has a key of its own. */
function tellerOf(path: string): string | null {
  if (path === "robotSignature.publicKey") return "robot.id";
  return path.endsWith(".id") ? `${path.slice(0, -2)}name` : null;
}

/** Whether the same receipts agree in both. */
const isSplitAlike = (one: readonly unknown[], two: readonly unknown[]): boolean =>
  one.every((value, at) => one.every((other, than) => (value === other) === (two[at] === two[than])));

/** Between numbers the difference to the first, for example "+12.5"; empty between anything else. */
export function changeText(first: unknown, other: unknown): string {
  if (typeof first !== "number" || typeof other !== "number" || first === other) return "";
  const change = Math.round((other - first) * 1_000) / 1_000;
  return `${change > 0 ? "+" : "−"}${formatNumber(Math.abs(change))}`;
}

/** Facts that must agree before numbers of runs may be compared. `null`: the receipt does not say. */
export type Comparable = {
  /** How the receipt is called: "#12". */
  label: string;
  robotKind: string | null;
  robotSchema: string | null;
  robot: string | null;
  policy: string | null;
  runtime: string | null;
  /** Milliseconds between two actions, from the evidence of a promotion. */
  controlPeriodMs: number | null;
  hasMoved: boolean;
};

const facts: readonly { name: string; of: (run: Comparable) => string | null; means: string }[] = [
  { name: t`Robot kind`, of: (run) => run.robotKind, means: t`Joints and actions of different kinds do not mean the same.` },
  { name: t`Robot schema`, of: (run) => run.robotSchema, means: t`Actions and their limits are not the same.` },
  { name: t`Policy`, of: (run) => run.policy, means: t`What differs may come from the policy and from nothing else.` },
  {
    name: t`Control rate`,
    of: (run) => (run.controlPeriodMs === null ? null : `${formatNumber(1_000 / run.controlPeriodMs, 1)} Hz`),
    means: t`Steps and latencies belong to the rate they were made at.`,
  },
  { name: t`Runtime`, of: (run) => run.runtime, means: t`Latency differs for that reason alone.` },
  { name: t`Robot`, of: (run) => run.robot, means: t`Two robots of one kind differ in wear and calibration.` },
  {
    name: t`Motion`,
    of: (run) => (run.hasMoved ? t`actions applied` : t`dry run only`),
    means: t`A dry run says nothing of what the arm would have met.`,
  },
];

const valueInWords = (value: string, receipts: string) =>
  t({ message: `${value} in ${receipts}`, comment: "What a fact is in some receipts: 25 Hz in #1, #2" });

/** Why the numbers of these receipts must not be read against each other, in words; empty when they may. */
export function incomparableBecause(all: readonly Comparable[]): string[] {
  return facts.flatMap(({ name, of, means }) => {
    const groups = new Map<string, string[]>();
    for (const run of all) {
      const value = of(run);
      if (value !== null) groups.set(value, [...(groups.get(value) ?? []), run.label]);
    }
    if (groups.size < 2) return [];
    const values = [...groups].map(([value, labels]) => valueInWords(value, labels.join(", "))).join("; ");
    return [`${t`${name}: ${values}.`} ${means}`];
  });
}
