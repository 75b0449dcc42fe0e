import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { checkAll } from "./doctorChecks";
import { draftOf, policyOf, type DeploymentArgs, type Draft } from "./deployments";
import { examine } from "./doctor";
import { defaultPolicy, loweredGuards } from "./policy";

type Read = Pick<QueryCtx, "db">;

/** Robots that are looked at, and rows that are read to find those in service. */
const mostRobots = 20;
const mostRows = 100;

async function robotsOf(ctx: Read, organizationId: Id<"organizations">, { robotSchemaId }: Draft) {
  if (robotSchemaId === null) return { robots: [], more: false };
  const rows = await ctx.db
    .query("robots")
    .withIndex("by_robotSchemaId", (q) => q.eq("robotSchemaId", robotSchemaId))
    .take(mostRows);
  const inService = rows.filter((robot) => robot.organizationId === organizationId && robot.retiredAt === null);
  return { robots: inService.slice(0, mostRobots), more: rows.length === mostRows || inService.length > mostRobots };
}

/** A worker of a draft is never asked: whoever types an address must not have the server call it. */
function withoutWorkerCall<Check extends { name: string; result: string; fix: string }>(check: Check): Check {
  const isUnasked = check.name === "worker" && check.result === "warn";
  return isUnasked ? { ...check, fix: "The doctor asks it when the deployment is there." } : check;
}

async function placeOf(ctx: Read, draft: Draft, robot: Doc<"robots"> | null, at: number) {
  const checks = checkAll(await examine(ctx, draft, robot), at).map(withoutWorkerCall);
  const passed = checks.every(({ result }) => result !== "fail");
  return { robotId: robot?._id ?? null, robotName: robot?.name ?? null, passed, checks };
}

/**
 * What creating a deployment would make, and what the doctor would say of it: alone, and with up to twenty robots of its schema.
 * Writes nothing and calls no worker. Refuses what `create` would refuse, with the same error. `at`: epoch ms, by which the age of heartbeats is judged.
 */
export async function preview(ctx: Read, organizationId: Id<"organizations">, args: DeploymentArgs, at: number) {
  const draft = await draftOf(ctx, organizationId, args);
  const { robots, more } = await robotsOf(ctx, organizationId, draft);
  const policy = policyOf(draft);
  return {
    spec: draft.spec,
    specHash: draft.specHash,
    policy,
    /** What is stronger than usual, because that of `from` is. */
    raisedGuards: loweredGuards(policy, defaultPolicy) as string[],
    alone: await placeOf(ctx, draft, null, at),
    places: await Promise.all(robots.map((robot) => placeOf(ctx, draft, robot, at))),
    more,
  };
}
