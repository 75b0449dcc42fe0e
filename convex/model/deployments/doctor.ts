import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import * as Deployments from "./deployments";
import { happen, settle } from "../incidents/happened";
import { newestOf } from "../incidents/rows";
import { tellDoctorFailed } from "../notices/tellings";
import type { Acting } from "../people/me";
import { doctorLifeMs } from "../sessions/promoteConditions";
import * as Robots from "../robots/robots";
import { takeFromLimit } from "../rateLimits";
import { sha256Hex } from "../secrets";
import { baseModelOf, findWorker, probeLifeMs, probeOf, type Worker } from "./workers";
import { checkAll, type Patient } from "./doctorChecks";

type Read = Pick<QueryCtx, "db">;

/** All that the checks look at, the live row too: whoever asks in a live query is woken by every heartbeat. */
export async function examine(ctx: Read, deployment: Deployments.Draft, robot: Doc<"robots"> | null): Promise<Patient> {
  const patient = await examineFacts(ctx, deployment, robot);
  const { worker } = patient;
  const url = worker === "none_available" ? null : worker.workerUrl;
  const [live, probe] = await Promise.all([
    robot === null ? null : Robots.statusOf(ctx, robot),
    url === null ? null : probeOf(ctx, deployment.organizationId, url),
  ]);
  return { ...patient, live, probe };
}

/** Whom to ask before a run, `null` for nobody. Bounded per organization, so that nobody maps a network with it. */
export async function prepare(
  ctx: Pick<MutationCtx, "db">,
  organizationId: Id<"organizations">,
  deploymentId: Id<"deployments">,
  now: number,
) {
  const deployment = await Deployments.getOrThrow(ctx, organizationId, deploymentId);
  const worker = await workerOf(ctx, deployment);
  if (worker === "none_available" || worker.workerUrl === null) return null;
  await limitProbes(ctx, organizationId, now);
  return { organizationId, url: worker.workerUrl, baseModel: baseModelOf(deployment) };
}

export async function limitProbes(ctx: Pick<MutationCtx, "db">, organizationId: Id<"organizations">, now: number) {
  const retryAfterMs = await takeFromLimit(ctx, `probe:${organizationId}`, 30, 60_000, now);
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
}

async function workerOf(ctx: Read, deployment: Deployments.Draft): Promise<Worker | "none_available"> {
  const { organizationId, runtime } = deployment;
  return await findWorker(ctx, { organizationId, runtime, deployment, baseModel: baseModelOf(deployment) });
}

/** Changes with whatever makes an earlier report say nothing about today; not with a heartbeat. */
function fingerprintOf({ deployment, schema, robot, paired, worker }: Patient): string {
  const { specHash, modelId, artifactId, runtime, robotSchemaId } = deployment;
  const ofRobot = robot === null ? null : [robot.robotSchemaId, robot.calibrationId, robot.retiredAt !== null, paired];
  return sha256Hex(JSON.stringify([specHash, modelId, artifactId, runtime, robotSchemaId, schema?.hash, ofRobot, worker]));
}

function toView(report: Doc<"doctorReports">, fingerprint: string) {
  const { _id, _creationTime, organizationId: _, fingerprint: examined, ...facts } = report;
  const staleAt = report.checkedAt + doctorLifeMs;
  return { id: _id, ...facts, staleAt, outdated: examined !== fingerprint };
}

type Which = { deploymentId: Id<"deployments">; robotId?: Id<"robots"> };

/** Judges what is known; a worker that was not asked lately is asked afterwards, for the next run. */
export async function run(ctx: Pick<MutationCtx, "db" | "scheduler">, me: Acting, which: Which, now: number) {
  const { organizationId, actor } = me;
  const deployment = await Deployments.getOrThrow(ctx, organizationId, which.deploymentId);
  const robot = which.robotId === undefined ? null : await Robots.getOrThrow(ctx, organizationId, which.robotId);
  const patient = await examine(ctx, deployment, robot);
  await askLater(ctx, patient, now);
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
  if (robot !== null) await noteReport(ctx, robot, row, actor, now);
  if (!passed) await tellDoctorFailed(ctx, deployment, robot, checks, actor, now);
  const { organizationId: _, ...view } = row;
  return { id, ...view, checkedAt: now, staleAt: now + doctorLifeMs, outdated: false };
}

/** A report that failed waits on its robot for somebody to look, until one of the same deployment passes. */
async function noteReport(
  ctx: Pick<MutationCtx, "db">,
  { _id: robotId }: Doc<"robots">,
  { deploymentId, checks, passed }: Pick<Doc<"doctorReports">, "deploymentId" | "checks" | "passed">,
  actor: Acting["actor"],
  now: number,
): Promise<void> {
  if (passed) return await settle(ctx, [await newestOf(ctx, robotId, "doctor_failed", deploymentId)], { how: "passed", by: actor }, now);
  const failed = checks.filter(({ result }) => result === "fail").map(({ name }) => name);
  await happen(ctx, robotId, { cause: "doctor_failed", detail: failed.join(", "), deploymentId }, now);
}

async function askLater(ctx: Pick<MutationCtx, "scheduler">, { worker, probe, deployment }: Patient, now: number): Promise<void> {
  const url = worker === "none_available" ? null : worker.workerUrl;
  if (url === null || (probe !== null && now - probe.checkedAt < probeLifeMs)) return;
  const { organizationId } = deployment;
  await ctx.scheduler.runAfter(0, internal.doctor.askWorker, { organizationId, url, baseModel: baseModelOf(deployment) });
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
async function examineFacts(ctx: Read, deployment: Deployments.Draft, robot: Doc<"robots"> | null): Promise<Patient> {
  const schemaId = deployment.robotSchemaId ?? robot?.robotSchemaId ?? null;
  const schema = schemaId === null ? null : await ctx.db.get("robotSchemas", schemaId);
  const paired = robot !== null && (await Robots.currentCredential(ctx, robot._id)) !== null;
  const worker = await workerOf(ctx, deployment);
  return { deployment, schema, robot, live: null, paired, worker, probe: null };
}
