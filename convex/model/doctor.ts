import type { Infer } from "convex/values";

import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { recordAudit } from "./audit";
import * as Deployments from "./deployments";
import { linkAt } from "./link";
import type { Acting } from "./me";
import { doctorLifeMs, greatestClockSkewMs, longestIntervalMs } from "./promoteConditions";
import * as Robots from "./robots";
import { sha256Hex } from "./secrets";
import type { doctorCheck } from "./shapes";
import { findWorker } from "./workers";

type Read = Pick<QueryCtx, "db">;
type Check = Infer<typeof doctorCheck>;

/** Everything the doctor looks at. */
type Patient = {
  deployment: Doc<"deployments">;
  schema: Doc<"robotSchemas"> | null;
  robot: Doc<"robots"> | null;
  live: Doc<"robotStatus"> | null;
  paired: boolean;
};

async function examine(ctx: Read, deployment: Doc<"deployments">, robot: Doc<"robots"> | null): Promise<Patient> {
  const schemaId = deployment.robotSchemaId ?? robot?.robotSchemaId ?? null;
  const schema = schemaId === null ? null : await ctx.db.get("robotSchemas", schemaId);
  if (robot === null) return { deployment, schema, robot, live: null, paired: false };
  const [live, credential] = await Promise.all([
    Robots.statusRow(ctx, robot._id),
    Robots.currentCredential(ctx, robot._id),
  ]);
  return { deployment, schema, robot, live, paired: credential !== null };
}

/** Changes with whatever makes an earlier report say nothing about today; not with a heartbeat. */
function fingerprintOf({ deployment, schema, robot, paired }: Patient): string {
  const { specHash, modelId, artifactId, runtime, robotSchemaId } = deployment;
  const ofRobot =
    robot === null ? null : [robot.robotSchemaId, robot.calibrationId, robot.retiredAt !== null, paired];
  return sha256Hex(JSON.stringify([specHash, modelId, artifactId, runtime, robotSchemaId, schema?.hash, ofRobot]));
}

type Finding = Omit<Check, "name" | "checkedAt">;
const pass = (detail: string): Finding => ({ result: "pass", detail, fix: "" });
const warn = (detail: string, fix: string): Finding => ({ result: "warn", detail, fix });
const fail = (detail: string, fix: string): Finding => ({ result: "fail", detail, fix });
const skipped = (detail: string): Finding => ({ result: "skipped", detail, fix: "" });

type Named = [name: string, find: (patient: Patient, now: number) => Finding];

const deploymentChecks: Named[] = [
  [
    "model",
    ({ deployment }) => pass(`Runs ${deployment.modelId ?? `artifact ${String(deployment.artifactId)}`}.`),
  ],
  [
    "worker",
    ({ deployment }) => {
      const worker = findWorker(deployment.runtime, deployment);
      if (worker === "none_available") {
        return fail(`No worker serves the runtime ${deployment.runtime}.`, "Set workerUrl in the deployment's spec.");
      }
      return pass(worker.workerUrl === null ? "The policy runs on the robot's machine." : `Uses ${worker.workerUrl}.`);
    },
  ],
  [
    "robot schema",
    ({ schema }) =>
      schema === null
        ? fail("The deployment names no robot schema.", "Create a deployment that names one.")
        : pass(`${schema.name} version ${schema.version}.`),
  ],
  [
    "safe stop",
    ({ schema }) => {
      if (schema === null) return skipped("There is no schema to read it from.");
      const { safeStop } = schema.summary;
      if (safeStop !== null) return pass(`Explicit: ${safeStop.kind}.`);
      return fail("The schema has no explicit safe stop.", "Register a version with actions.action.safe_stop.");
    },
  ],
  [
    "action limits",
    ({ schema }) => {
      if (schema === null) return skipped("There is no schema to read them from.");
      const { limits } = schema.summary;
      const complete = limits.length > 0 && limits.every((limit) => limit.lower !== null && limit.upper !== null);
      if (complete) return pass(`All ${limits.length} action values have limits.`);
      return warn("Some action values have no limits.", "Register a version with actions.action.limits.");
    },
  ],
  [
    "control rate",
    ({ schema, live }) => {
      const controlHz = schema?.summary.controlHz ?? live?.controlHz ?? null;
      if (controlHz !== null) return pass(`${controlHz} Hz.`);
      return warn("The control rate is not known yet.", "Name control_hz in the schema, or report controlHz.");
    },
  ],
];

const robotChecks: Named[] = [
  [
    "robot",
    ({ robot, paired }) => {
      if (robot?.retiredAt !== null) return fail("The robot is retired.", "Use another robot.");
      return paired
        ? pass("Registered and paired.")
        : warn("No machine holds the robot's credential.", "Pair the robot's machine.");
    },
  ],
  [
    "schema match",
    ({ robot, deployment }) => {
      if (deployment.robotSchemaId === null) return warn("The deployment names no schema to compare.", "Name one.");
      return robot?.robotSchemaId === deployment.robotSchemaId
        ? pass("Robot and deployment use the same schema version.")
        : fail("Robot and deployment use different schema versions.", "Use a deployment made for this robot's schema.");
    },
  ],
  [
    "calibration",
    ({ robot }) => {
      if (robot === null || robot.calibrationId === null) {
        return warn("The robot names no calibration.", "Register it with calibrationId.");
      }
      return pass(robot.calibrationId);
    },
  ],
  [
    "link",
    ({ live }, now) => {
      const link = live === null || live.link === "offline" ? "offline" : linkAt(live.lastSeenAt, live.intervalMs, now);
      return link === "online"
        ? pass("The robot is online.")
        : fail(`The robot is ${link === "never" ? "not heard yet" : link}.`, "Start the robot's agent.");
    },
  ],
  [
    "health",
    ({ live }) => {
      const health = live?.health ?? "unknown";
      if (health === "ok") return pass("The robot reports no trouble.");
      if (health === "fault" || health === "safe_stop") return fail(`The robot reports ${health}.`, "Clear the fault.");
      return warn(`The robot's health is ${health}.`, "Look at the robot.");
    },
  ],
  [
    "heartbeat interval",
    ({ live }) => {
      if (live === null || live.lastSeenAt === null) return skipped("The robot was not heard yet.");
      return live.intervalMs <= longestIntervalMs
        ? pass(`Every ${live.intervalMs} ms.`)
        : fail(`Every ${live.intervalMs} ms is too slow to keep a lease.`, `Use ${longestIntervalMs} ms or less.`);
    },
  ],
  [
    "clock",
    ({ live }) => {
      const skew = live?.clockSkewMs ?? null;
      if (skew === null) return warn("The robot's clock is not known.", "Send sentAt with every heartbeat.");
      return Math.abs(skew) < greatestClockSkewMs
        ? pass(`Within ${Math.round(Math.abs(skew))} ms.`)
        : fail(`Off by ${Math.round(Math.abs(skew))} ms.`, "Keep the robot's clock with NTP.");
    },
  ],
];

export function checkAll(patient: Patient, now: number): Check[] {
  const named = (list: Named[], find: (named: Named) => Finding): Check[] =>
    list.map((entry) => ({ name: entry[0], ...find(entry), checkedAt: now }));
  const noRobot = () => skipped("Choose a robot to check this.");
  return [
    ...named(deploymentChecks, ([, find]) => find(patient, now)),
    ...named(robotChecks, ([, find]) => (patient.robot === null ? noRobot() : find(patient, now))),
  ];
}

function toView(report: Doc<"doctorReports">, fingerprint: string) {
  const { _id, _creationTime, organizationId: _, fingerprint: examined, ...facts } = report;
  const staleAt = report.checkedAt + doctorLifeMs;
  return { id: _id, ...facts, staleAt, outdated: examined !== fingerprint };
}

type Which = { deploymentId: Id<"deployments">; robotId?: Id<"robots"> };

export async function run(ctx: Pick<MutationCtx, "db">, me: Acting, which: Which, now: number) {
  const { organizationId, actor } = me;
  const deployment = await Deployments.getOrThrow(ctx, organizationId, which.deploymentId);
  const robot = which.robotId === undefined ? null : await Robots.getOrThrow(ctx, organizationId, which.robotId);
  const patient = await examine(ctx, deployment, robot);
  const checks = checkAll(patient, now);
  const passed = checks.every((check) => check.result !== "fail");
  const fingerprint = fingerprintOf(patient);
  const row = { organizationId, deploymentId: deployment._id, robotId: robot?._id ?? null, checks, passed };
  const id = await ctx.db.insert("doctorReports", { ...row, checkedAt: now, fingerprint });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "doctor.run",
    target: { kind: "deployment", id: deployment._id, name: deployment.name },
    after: { passed, robotId: robot?._id ?? null, failed: checks.filter((c) => c.result === "fail").map((c) => c.name) },
  });
  const { organizationId: _, ...view } = row;
  return { id, ...view, checkedAt: now, staleAt: now + doctorLifeMs, outdated: false };
}

async function newest(ctx: Read, deploymentId: Id<"deployments">, robotId: Id<"robots"> | null) {
  return await ctx.db
    .query("doctorReports")
    .withIndex("by_deploymentId_and_robotId", (q) => q.eq("deploymentId", deploymentId).eq("robotId", robotId))
    .order("desc")
    .first();
}

export async function latest(ctx: Read, organizationId: Id<"organizations">, which: Which) {
  const deployment = await Deployments.getOrThrow(ctx, organizationId, which.deploymentId);
  const robot = which.robotId === undefined ? null : await Robots.getOrThrow(ctx, organizationId, which.robotId);
  return await latestFor(ctx, deployment, robot);
}

/** The newest report and whether it still speaks of what is there now. */
export async function latestFor(ctx: Read, deployment: Doc<"deployments">, robot: Doc<"robots"> | null) {
  const report = await newest(ctx, deployment._id, robot?._id ?? null);
  if (report === null) return null;
  return toView(report, fingerprintOf(await examineFacts(ctx, deployment, robot)));
}

/**
 * What a promote counts: the newest report of the deployment, whether it looked at the robot or not. What a robot
 * must be at the moment of promoting is a condition of its own.
 */
export async function newestFor(ctx: Read, deployment: Doc<"deployments">, robot: Doc<"robots"> | null) {
  const ofDeployment = await latestFor(ctx, deployment, null);
  const ofRobot = robot === null ? null : await latestFor(ctx, deployment, robot);
  if (ofRobot === null || ofDeployment === null) return ofRobot ?? ofDeployment;
  return ofRobot.checkedAt >= ofDeployment.checkedAt ? ofRobot : ofDeployment;
}

/** Like `examine` without the live row, so a query that asks is not woken by every heartbeat. */
async function examineFacts(ctx: Read, deployment: Doc<"deployments">, robot: Doc<"robots"> | null): Promise<Patient> {
  const schemaId = deployment.robotSchemaId ?? robot?.robotSchemaId ?? null;
  const schema = schemaId === null ? null : await ctx.db.get("robotSchemas", schemaId);
  const paired = robot !== null && (await Robots.currentCredential(ctx, robot._id)) !== null;
  return { deployment, schema, robot, live: null, paired };
}
