import { v } from "convex/values";

// One validator, many uses: schema field, argument, return value, client prop type.

export const role = v.union(v.literal("viewer"), v.literal("operator"), v.literal("admin"));
/** On which robots and deployments a member or a key may act; a list that is absent means every one (`people/limitRules.ts`). */
export const limits = v.object({ robots: v.optional(v.array(v.id("robots"))), deployments: v.optional(v.array(v.id("deployments"))) });
export const limit = v.union(v.literal("robot"), v.literal("deployment"));
export const mode = v.union(v.literal("dry_run"), v.literal("apply_actions"));
export const sessionStatus = v.union(v.literal("authorized"), v.literal("active"), v.literal("closed"));
export const link = v.union(
  v.literal("never"),
  v.literal("online"),
  v.literal("late"),
  v.literal("offline"),
  v.literal("retired"),
);
/** What the robot last said about itself; `unknown` before it said anything. */
export const health = v.union(
  v.literal("unknown"),
  v.literal("ok"),
  v.literal("warning"),
  v.literal("fault"),
  v.literal("safe_stop"),
);
/** The pages whose lists can be kept as a view. */
export const viewPage = v.union(v.literal("fleet"), v.literal("sessions"), v.literal("receipts"), v.literal("audit"));
/** What members are told of without looking. */
export const noticeKind = v.union(
  v.literal("robot.offline"),
  v.literal("session.stopped"),
  v.literal("session.promoteRequested"),
  v.literal("approval.wanted"),
  v.literal("doctor.failed"),
  v.literal("receipt.flagged"),
  v.literal("webhook.disabled"),
);
/** Minutes of the day in a time zone, 0 to 1439; `from` after `to` spans midnight. */
const quietHours = v.object({ from: v.number(), to: v.number(), timeZone: v.string() });
/** What a person wants by e-mail; in quiet hours it waits for their end. */
export const mailChoice = v.object({ kinds: v.array(noticeKind), quiet: v.union(quietHours, v.null()) });
/** What a notice is about, and which page shows it. */
export const noticeTarget = v.object({
  kind: v.union(v.literal("robot"), v.literal("session"), v.literal("deployment"), v.literal("receipt"), v.literal("webhook")),
  id: v.string(),
  name: v.string(),
});
export const verdict = v.union(v.literal("good"), v.literal("needs_attention"), v.literal("bad"));

export const nullable = <T extends Parameters<typeof v.union>[0]>(value: T) => v.union(value, v.null());

/** `waiting`: an attempt is still to come. */
export const deliveryState = v.union(v.literal("waiting"), v.literal("delivered"), v.literal("failed"));
/** What came of posting once. `status` is the receiver's, `null` when it gave none; `detail` says why in our words. */
export const deliveryAttempt = v.object({ at: v.number(), status: nullable(v.number()), latencyMs: nullable(v.number()), detail: v.string() });

export const actor = v.object({
  kind: v.union(v.literal("operator"), v.literal("apiKey"), v.literal("robot"), v.literal("system")),
  /** User id, API key id, robot id, or the name of the scheduled job. */
  id: v.string(),
  name: v.string(),
});

/** One of two verdicts on a receipt that is reviewed twice. `isBlind`: given before its author could see the other's. */
export const givenVerdict = v.object({ by: actor, at: v.number(), verdict: nullable(verdict), note: v.string(), isBlind: v.boolean() });
/** `open`: fewer than two verdicts, and nobody sees the other's; `disputed`: two that differ, until a third person resolves them. */
export const doubleState = v.union(v.literal("open"), v.literal("agreed"), v.literal("disputed"), v.literal("resolved"));
export const resolution = v.object({ by: actor, at: v.number(), verdict, note: v.string() });

/** A condition that is not met, what it means, and what to do about it. */
export const condition = v.object({ code: v.string(), message: v.string(), fix: v.string() });

export const doctorCheck = v.object({
  name: v.string(),
  result: v.union(v.literal("pass"), v.literal("warn"), v.literal("fail"), v.literal("skipped")),
  detail: v.string(),
  /** What a person does about it; empty when there is nothing to do. */
  fix: v.string(),
  checkedAt: v.number(),
});

/** What an admin lays down for the promotes of a deployment. Whole numbers; budgets 10 to 14,400 s. */
export const policy = v.object({
  minDryRunSteps: v.number(),
  defaultBudgetSeconds: v.number(),
  maxBudgetSeconds: v.number(),
  requiresApproval: v.boolean(),
});

/** The facts a registered robot schema is read for. */
export const schemaSummary = v.object({
  actionShape: v.array(v.number()),
  actionNames: v.array(v.string()),
  /** Per action value, `null` where the schema names no limit. */
  limits: v.array(v.object({ lower: nullable(v.number()), upper: nullable(v.number()) })),
  /** `null`: no explicit safe stop, so nothing may ever be applied. */
  safeStop: nullable(v.object({ kind: v.string(), values: nullable(v.array(v.number())) })),
  observations: v.array(v.string()),
  controlHz: nullable(v.number()),
});

/** The numbers of a heartbeat; every one optional, every one finite. */
export const heartbeatNumbers = {
  steps: v.optional(v.number()),
  appliedSteps: v.optional(v.number()),
  safeStops: v.optional(v.number()),
  controlHz: v.optional(v.number()),
  inferenceMs: v.optional(v.number()),
  roundTripMs: v.optional(v.number()),
  batteryPct: v.optional(v.number()),
  temperatureC: v.optional(v.number()),
  cpuPct: v.optional(v.number()),
};

/** Link, mode and health are three separate facts, each with its time (server, epoch ms); what the robot says and runs. */
export const robotState = {
  link,
  linkSince: v.number(),
  mode,
  modeSince: v.number(),
  health,
  healthSince: v.number(),
  message: nullable(v.string()),
  sessionId: nullable(v.id("sessions")),
};

/** One charted heartbeat of a robot. */
export const sample = v.object({
  sessionId: nullable(v.id("sessions")),
  seq: v.number(),
  /** Server time of receipt, epoch ms; the time axis of every chart. */
  receivedAt: v.number(),
  /** The robot's own clock, epoch ms. */
  sentAt: nullable(v.number()),
  mode,
  state: v.string(),
  ...heartbeatNumbers,
  joints: v.optional(v.array(v.number())),
  message: v.optional(v.string()),
});

/** The same with its robot, where a row is one sample. */
export const heartbeatSample = v.object({ robotId: v.id("robots"), ...sample.fields });

export const fieldStats = v.object({ min: v.number(), mean: v.number(), max: v.number(), count: v.number() });

/** What a minute of heartbeats comes to. `minute` is its start, epoch ms. */
export const minuteStats = {
  minute: v.number(),
  count: v.number(),
  lastAt: v.number(),
  longestGapMs: v.number(),
  fields: v.record(v.string(), fieldStats),
};

/** The acknowledgement a robot sends of a command: it must echo session and version. */
export const commandAck = v.object({
  commandId: v.string(),
  sessionId: v.string(),
  version: v.number(),
  /** True once the robot reports every joint still. */
  motionZero: v.optional(v.boolean()),
});

/** A software stop: four separate facts with their times (epoch ms). */
export const stopFacts = v.object({
  id: v.id("stops"),
  sentAt: v.number(),
  acceptedAt: v.number(),
  acknowledgedAt: nullable(v.number()),
  motionZeroAt: nullable(v.number()),
  requestedBy: actor,
  /** The session version a robot must echo. */
  version: v.number(),
  /** How often the same stop was asked for; repeats add nothing but certainty. */
  requests: v.number(),
});

export const promotionEvidence = v.object({
  decidedAt: v.number(),
  steps: v.number(),
  safeStops: v.number(),
  faults: v.number(),
  latencyP95Ms: nullable(v.number()),
  controlPeriodMs: nullable(v.number()),
  clockSkewMs: nullable(v.number()),
  lastHeartbeatAt: nullable(v.number()),
  doctorReportId: nullable(v.id("doctorReports")),
  doctorCheckedAt: nullable(v.number()),
  safeStop: nullable(v.string()),
});

/** `body` is what the robot's machine signed with its own key, canonical JSON; see `receipts/robotSignature.ts`. */
export const robotSignature = v.object({ body: v.string(), signature: v.string(), publicKey: v.string() });

/** What the robot itself says it did, as `reflex connect --json` ends. */
/** A robot in fault or in a safe stop, by the times at which the server heard of it; `to` null: until the end of the session. */
export const trouble = v.object({ kind: v.union(v.literal("fault"), v.literal("safe_stop")), from: v.number(), to: nullable(v.number()), message: v.string() });

export const runSummary = v.object({
  ok: v.boolean(),
  steps: v.number(),
  appliedSteps: v.number(),
  safeStops: v.number(),
  errors: v.array(v.string()),
});

/** `breaking`: what ran before may move differently or further. `narrowing`: it may do less. `harmless`: it runs as before. */
export const schemaSeverity = v.union(v.literal("breaking"), v.literal("narrowing"), v.literal("harmless"));

/** One difference between two versions of a robot schema; `before` and `after` are JSON text. */
export const schemaChange = v.object({
  kind: v.union(
    v.literal("joint_added"),
    v.literal("joint_removed"),
    v.literal("joints_reordered"),
    v.literal("action_shape_changed"),
    v.literal("unit_changed"),
    v.literal("limit_widened"),
    v.literal("limit_narrowed"),
    v.literal("rate_changed"),
    v.literal("camera_added"),
    v.literal("camera_removed"),
    v.literal("camera_changed"),
    v.literal("observation_added"),
    v.literal("observation_removed"),
    v.literal("observation_changed"),
    v.literal("safe_stop_added"),
    v.literal("safe_stop_removed"),
    v.literal("safe_stop_changed"),
  ),
  severity: schemaSeverity,
  subject: v.string(),
  before: nullable(v.string()),
  after: nullable(v.string()),
});

/** What came of asking a worker whether it is there. */
export const probeResult = v.object({ ok: v.boolean(), latencyMs: nullable(v.number()), detail: v.string() });

/** What registering a robot takes, from a page and from the wire. */
export const newRobot = {
  name: v.string(),
  robotSchemaId: v.id("robotSchemas"),
  robotKind: v.optional(v.string()),
  calibrationId: v.optional(v.string()),
  emergencyStopLocation: v.optional(v.string()),
};

/** What creating a deployment takes besides its spec, which the wire also takes as an object. */
export const newDeployment = {
  name: v.string(),
  modelId: v.optional(v.string()),
  artifactId: v.optional(v.string()),
  robotSchemaId: v.optional(v.id("robotSchemas")),
  runtime: v.optional(v.string()),
  mode: v.optional(mode),
};

/** What receipts of one deployment are compared by (`receipts/outliers.ts`). Counts and milliseconds. */
export const measures = v.object({
  steps: v.number(),
  durationMs: v.number(),
  longestGapMs: v.number(),
  latencyP95Ms: nullable(v.number()),
  safeStops: v.number(),
  errorCount: v.number(),
});

/** The same of many receipts, column by column. */
export const measureColumns = v.object({
  steps: v.array(v.number()),
  durationMs: v.array(v.number()),
  longestGapMs: v.array(v.number()),
  latencyP95Ms: v.array(nullable(v.number())),
  safeStops: v.array(v.number()),
  errorCount: v.array(v.number()),
});

/** A signed statement of the last link of the chain at a time; verified by `receipts/chain.ts`. */
export const checkpoint = v.object({ body: v.string(), signature: v.string(), keyId: v.string() });
