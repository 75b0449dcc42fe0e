import canonicalize from "canonicalize";
import type { ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkJsonObject, checkName, checkOptional } from "../checks";
import type { Acting } from "../people/me";
import { defaultPolicy, loweredGuards, policyProblem, strongestOf, type Policy } from "./policy";
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
  /** The deployment it is made from, whose raised guards it takes over. */
  from?: Id<"deployments">;
};

/** What a deployment is before it is one. */
export type Draft = Omit<Doc<"deployments">, "_id" | "_creationTime" | "createdBy" | "createdAt">;

/** Everything `create` would write, or the typed error that it would answer. */
export async function draftOf(ctx: Read, organizationId: Id<"organizations">, args: DeploymentArgs): Promise<Draft> {
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
  const draft = { organizationId, name, modelId, artifactId, robotSchemaId, runtime, mode, spec, specHash };
  if (args.from === undefined) return draft;
  const policy = strongestOf(defaultPolicy, policyOf(await getOrThrow(ctx, organizationId, args.from)));
  return { ...draft, policy };
}

export async function create(ctx: Pick<MutationCtx, "db">, me: Acting, args: DeploymentArgs, now: number) {
  const { organizationId, actor } = me;
  const draft = await draftOf(ctx, organizationId, args);
  const id = await ctx.db.insert("deployments", { ...draft, createdBy: actor, createdAt: now });
  const { organizationId: _, spec: _spec, ...facts } = draft;
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "deployment.create",
    target: { kind: "deployment", id, name: draft.name },
    after: args.from === undefined ? facts : { ...facts, from: args.from },
  });
  return { id };
}

export const policyOf = (deployment: Pick<Draft, "policy"> | null): Policy => deployment?.policy ?? defaultPolicy;

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
export function specNumber(deployment: Pick<Draft, "spec"> | null, name: string): number | null {
  const value = specOf(deployment)[name];
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

export function specText(deployment: Pick<Draft, "spec"> | null, name: string): string | null {
  const value = specOf(deployment)[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function specOf(deployment: Pick<Draft, "spec"> | null): Record<string, unknown> {
  // Written by `create` alone, as the canonical text of an object.
  return deployment === null ? {} : (JSON.parse(deployment.spec) as Record<string, unknown>);
}
