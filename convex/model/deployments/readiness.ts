import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import * as Robots from "../robots/robots";
import * as Deployments from "./deployments";
import { latestFor } from "./doctor";

type Read = Pick<QueryCtx, "db">;
type Report = NonNullable<Awaited<ReturnType<typeof latestFor>>>;

/** Robots whose newest report is told; each costs a handful of reads. */
export const mostRobots = 30;

/** The newest report of each robot that the deployment was ever checked with, and of the deployment alone: one step in the index a robot, however many reports. */
async function* newestReports(ctx: Read, deploymentId: Id<"deployments">): AsyncGenerator<Doc<"doctorReports">> {
  let before: Id<"robots"> | undefined;
  for (;;) {
    const report = await ctx.db
      .query("doctorReports")
      .withIndex("by_deploymentId_and_robotId", (q) => {
        const ofDeployment = q.eq("deploymentId", deploymentId);
        return before === undefined ? ofDeployment : ofDeployment.lt("robotId", before);
      })
      .order("desc")
      .first();
    if (report === null) return;
    yield report;
    // The one of the deployment alone stands before all robots in the index.
    if (report.robotId === null) return;
    before = report.robotId;
  }
}

function summaryOf(report: Report, robot: Doc<"robots"> | null) {
  const named = (result: string) => report.checks.filter((check) => check.result === result).map(({ name }) => name);
  const { robotId, passed, checkedAt, staleAt, outdated } = report;
  return { robotId, robotName: robot?.name ?? null, passed, checkedAt, staleAt, outdated, failed: named("fail"), warned: named("warn") };
}

/** A deployment's newest report of all, unless its robot is out of service. */
async function newestOfAll(ctx: Read, deployment: Doc<"deployments">): Promise<Found | null> {
  const report = await ctx.db
    .query("doctorReports")
    .withIndex("by_deploymentId_and_checkedAt", (q) => q.eq("deploymentId", deployment._id))
    .order("desc")
    .first();
  return report === null ? null : await find(ctx, deployment, report.robotId);
}

type Found = { report: Report; robot: Doc<"robots"> | null };

async function find(ctx: Read, deployment: Doc<"deployments">, robotId: Id<"robots"> | null): Promise<Found | null> {
  const robot = robotId === null ? null : await Robots.getOrThrow(ctx, deployment.organizationId, robotId);
  if (robot !== null && robot.retiredAt !== null) return null;
  const report = await latestFor(ctx, deployment, robot);
  return report === null ? null : { report, robot };
}

/** Where a deployment was checked, newest first, with the newest report in full. Robots out of service are left out; of more than `mostRobots`, some are. */
export async function readiness(ctx: Read, organizationId: Id<"organizations">, deploymentId: Id<"deployments">) {
  const deployment = await Deployments.getOrThrow(ctx, organizationId, deploymentId);
  const newest = await newestOfAll(ctx, deployment);
  const places = newest === null ? [] : [newest];
  let asked = 0;
  let more = false;
  for await (const { robotId } of newestReports(ctx, deploymentId)) {
    if (newest !== null && robotId === newest.report.robotId) continue;
    if (robotId !== null && asked === mostRobots) {
      more = true;
      break;
    }
    asked += 1;
    const place = await find(ctx, deployment, robotId);
    if (place !== null) places.push(place);
  }
  places.sort((a, b) => b.report.checkedAt - a.report.checkedAt);
  return { newest: places[0]?.report ?? null, places: places.map(({ report, robot }) => summaryOf(report, robot)), more };
}
