import canonicalize from "canonicalize";
import type { ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkJsonObject, checkName, checkOptional } from "../checks";
import type { Acting } from "../people/me";
import { defaultPolicy, loweredGuards, policyProblem, type Policy } from "./policy";
import * as RobotSchemas from "../robots/robotSchemas";
import { sha256Hex } from "../secrets";
import type { newDeployment } from "./shapes";

type Read = Pick<QueryCtx, "db">;
export const defaultRuntime = "edge";

export async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"deployments">) {
  const row = await ctx.db.get("deployments", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "deployment" });
  return row;
}

async function toView(ctx: Read, row: Doc<"deployments">) {
  const schema = row.robotSchemaId === null ? null : await ctx.db.get("robotSchemas", row.robotSchemaId);
  const { _id, _creationTime, organizationId: _, ...facts } = row;
  const policy = policyOf(row);
  return {
    id: _id,
    ...facts,
    policy,
    loweredGuards: loweredGuards(defaultPolicy, policy),
    robotSchemaName: schema === null ? null : `${schema.name} v${schema.version}`,
  };
}

export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("deployments")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .take(500);
  return await Promise.all(rows.map((row) => toView(ctx, row)));
}

export async function get(ctx: Read, organizationId: Id<"organizations">, id: Id<"deployments">) {
  return await toView(ctx, await getOrThrow(ctx, organizationId, id));
}

export type DeploymentArgs = ObjectType<typeof newDeployment> & {
  /** An object, or JSON text of one. */
  spec?: unknown;
};

export async function create(ctx: Pick<MutationCtx, "db">, me: Acting, args: DeploymentArgs, now: number) {
  const { organizationId, actor } = me;
  const name = checkName(args.name, "$.name");
  const modelId = checkOptional(args.modelId, "$.modelId", 300);
  const artifactId = checkOptional(args.artifactId, "$.artifactId", 300);
  if (modelId === null && artifactId === null) {
    throw appError({ code: "invalid", path: "$.modelId", message: "Give a model id or an artifact." });
  }
  const robotSchemaId = args.robotSchemaId ?? null;
  if (robotSchemaId !== null) await RobotSchemas.getOrThrow(ctx, organizationId, robotSchemaId);
  const spec = canonicalize(checkJsonObject(args.spec ?? {}, "$.spec", 64 * 1024)) ?? "{}";
  const specHash = sha256Hex(spec);
  const runtime = checkOptional(args.runtime, "$.runtime", 100) ?? defaultRuntime;
  const mode = args.mode ?? "dry_run";
  const facts = { name, modelId, artifactId, robotSchemaId, runtime, mode };
  const id = await ctx.db.insert("deployments", {
    organizationId,
    ...facts,
    spec,
    specHash,
    createdBy: actor,
    createdAt: now,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "deployment.create",
    target: { kind: "deployment", id, name },
    after: { ...facts, specHash },
  });
  return { id };
}

export const policyOf = (deployment: Doc<"deployments"> | null): Policy => deployment?.policy ?? defaultPolicy;

type PolicyArgs = { id: Id<"deployments">; policy: Partial<Policy>; reason?: string };

/** Lowering a guard needs a reason, and the log names the guards that were lowered. */
export async function setPolicy(ctx: Pick<MutationCtx, "db">, me: Acting, args: PolicyArgs, now: number) {
  const { organizationId, actor } = me;
  const row = await getOrThrow(ctx, organizationId, args.id);
  const before = policyOf(row);
  const after: Policy = { ...before, ...args.policy };
  const problem = policyProblem(after);
  if (problem !== null) throw appError({ code: "invalid", ...problem });
  const lowered = loweredGuards(before, after);
  const reason = checkOptional(args.reason, "$.reason", 500);
  if (lowered.length > 0 && reason === null) {
    throw appError({ code: "invalid", path: "$.reason", message: `Say why ${lowered.join(", ")} is lowered.` });
  }
  await ctx.db.patch("deployments", row._id, { policy: after });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: lowered.length > 0 ? "deployment.lowerGuard" : "deployment.setPolicy",
    target: { kind: "deployment", id: row._id, name: row.name },
    before,
    after: { ...after, lowered },
    reason,
  });
  return { policy: after, lowered: lowered as string[] };
}

/** A field of the spec, if it is of the wanted type; the spec is free-form JSON. */
export function specNumber(deployment: Doc<"deployments"> | null, name: string): number | null {
  const value = specOf(deployment)[name];
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

export function specText(deployment: Doc<"deployments"> | null, name: string): string | null {
  const value = specOf(deployment)[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function specOf(deployment: Doc<"deployments"> | null): Record<string, unknown> {
  // Written by `create` alone, as the canonical text of an object.
  return deployment === null ? {} : (JSON.parse(deployment.spec) as Record<string, unknown>);
}
