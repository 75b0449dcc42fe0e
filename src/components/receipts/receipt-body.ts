import * as v from "valibot";

const actor = v.object({ kind: v.picklist(["operator", "apiKey", "robot", "system"]), id: v.string(), name: v.string() });
const maybeNumber = v.nullable(v.number());
const maybeText = v.nullable(v.string());

const evidence = v.looseObject({
  steps: v.number(),
  safeStops: v.number(),
  faults: v.number(),
  latencyP95Ms: maybeNumber,
  controlPeriodMs: maybeNumber,
  firstMove: v.nullish(v.array(v.number())),
  presenceProvenAt: v.nullish(v.number()),
  actionBudget: v.nullish(v.number()),
});

/** The signed text of a receipt, as far as this page shows it. Newer fields are let through and shown raw. */
const shape = v.looseObject({
  robot: v.nullable(v.looseObject({ id: v.string(), name: v.string(), calibrationId: maybeText })),
  robotSchema: v.nullable(v.looseObject({ id: v.string(), name: v.string(), version: v.number(), hash: v.string() })),
  deployment: v.nullable(v.looseObject({ id: v.string(), name: v.string(), specHash: v.string() })),
  model: v.string(),
  runtime: v.string(),
  timeline: v.array(
    v.looseObject({
      at: v.number(),
      kind: v.string(),
      actor,
      mode: v.picklist(["dry_run", "apply_actions"]),
      reason: maybeText,
      evidence: v.nullable(evidence),
    }),
  ),
  stops: v.array(
    v.looseObject({
      sentAt: v.number(),
      acceptedAt: v.number(),
      acknowledgedAt: maybeNumber,
      motionZeroAt: maybeNumber,
      requestedBy: actor,
    }),
  ),
  faults: v.number(),
  errors: v.array(v.string()),
  /** Faults and safe stops as the server heard of them, the first 40, and how many more there were; null or absent: not noted. */
  troubles: v.optional(
    v.nullable(
      v.array(v.looseObject({ kind: v.picklist(["fault", "safe_stop"]), from: v.number(), to: maybeNumber, message: v.string() })),
    ),
  ),
  troublesMissed: v.optional(maybeNumber),
  heartbeats: v.looseObject({
    count: v.number(),
    longestGapMs: v.number(),
    latencyMs: v.object({ p50: maybeNumber, p95: maybeNumber, p99: maybeNumber }),
  }),
  runSummary: v.nullable(
    v.looseObject({ ok: v.boolean(), steps: v.number(), appliedSteps: v.number(), safeStops: v.number(), errors: v.array(v.string()) }),
  ),
  /** Absent in receipts from before robots signed. Whether it is genuine, the check of the chain says. */
  robotSignature: v.optional(v.nullable(v.looseObject({ publicKey: v.string() }))),
  closedBy: v.nullable(actor),
});

export type ReceiptBody = v.InferOutput<typeof shape>;

/** Null when the text is not a receipt this version understands; the page then shows the text itself. */
export function readBody(text: string): ReceiptBody | null {
  try {
    const result = v.safeParse(shape, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
