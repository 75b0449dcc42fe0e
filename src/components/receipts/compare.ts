export type Difference = {
  /** Dotted path of the field, for example `heartbeats.latencyMs.p95`. */
  path: string;
  /** One for each receipt, undefined where it has no such field. */
  values: readonly unknown[];
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

/** Field by field, in the first receipt's order; fields that only later ones have come last. */
export function compareFields(all: readonly unknown[]): Difference[] {
  const flat = all.map((receipt) => {
    const fields = new Map<string, unknown>();
    flatten(receipt, "", fields);
    return fields;
  });
  return [...new Set(flat.flatMap((fields) => [...fields.keys()]))]
    .filter((path) => !alwaysDifferent.test(path))
    .map((path) => {
      const values = flat.map((fields) => fields.get(path));
      const [first] = values;
      return { path, values, same: values.every((value) => JSON.stringify(value) === JSON.stringify(first)) };
    });
}

/** Between numbers the difference to the first, for example "+12.5"; empty between anything else. */
export function changeText(first: unknown, other: unknown): string {
  if (typeof first !== "number" || typeof other !== "number" || first === other) return "";
  const change = Math.round((other - first) * 1_000) / 1_000;
  return `${change > 0 ? "+" : "−"}${Math.abs(change).toLocaleString("en")}`;
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
  { name: "Robot kind", of: (run) => run.robotKind, means: "Joints and actions of different kinds do not mean the same." },
  { name: "Robot schema", of: (run) => run.robotSchema, means: "Actions and their limits are not the same." },
  { name: "Policy", of: (run) => run.policy, means: "What differs may come from the policy and from nothing else." },
  { name: "Control rate", of: (run) => (run.controlPeriodMs === null ? null : `${Math.round(10_000 / run.controlPeriodMs) / 10} Hz`), means: "Steps and latencies belong to the rate they were made at." },
  { name: "Runtime", of: (run) => run.runtime, means: "Latency differs for that reason alone." },
  { name: "Robot", of: (run) => run.robot, means: "Two robots of one kind differ in wear and calibration." },
  { name: "Motion", of: (run) => (run.hasMoved ? "actions applied" : "dry run only"), means: "A dry run says nothing of what the arm would have met." },
];

/** Why the numbers of these receipts must not be read against each other, in words; empty when they may. */
export function incomparableBecause(all: readonly Comparable[]): string[] {
  return facts.flatMap(({ name, of, means }) => {
    const groups = new Map<string, string[]>();
    for (const run of all) {
      const value = of(run);
      if (value !== null) groups.set(value, [...(groups.get(value) ?? []), run.label]);
    }
    if (groups.size < 2) return [];
    return [`${name}: ${[...groups].map(([value, labels]) => `${value} in ${labels.join(", ")}`).join("; ")}. ${means}`];
  });
}
