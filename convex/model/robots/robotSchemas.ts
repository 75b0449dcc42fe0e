import canonicalize from "canonicalize";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkJsonObject, checkName, checkOptional } from "../checks";
import type { Acting } from "../people/me";
import { diffSchemas, worstOf, type Version } from "./schemaDiff";
import { readSchemaDocument } from "./schemaDocument";
import { sha256Hex } from "../secrets";

const longestDocument = 256 * 1024;

export function toView(row: Doc<"robotSchemas">) {
  const { _id, name, version, robotKind, hash, summary, createdBy, createdAt } = row;
  return { id: _id, name, version, robotKind, hash, summary, createdBy, createdAt };
}

export async function list(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("robotSchemas")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .take(500);
  return rows.map(toView);
}

export async function getOrThrow(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  id: Id<"robotSchemas">,
): Promise<Doc<"robotSchemas">> {
  const row = await ctx.db.get("robotSchemas", id);
  if (row === null || row.organizationId !== organizationId) {
    throw appError({ code: "not_found", what: "robot schema" });
  }
  return row;
}

export async function get(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, id: Id<"robotSchemas">) {
  const row = await getOrThrow(ctx, organizationId, id);
  return { ...toView(row), document: row.document };
}

export async function register(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { name: string; document: unknown; robotKind?: string },
  now: number,
) {
  const name = checkName(args.name, "$.name");
  const robotKind = checkOptional(args.robotKind, "$.robotKind", 100);
  const parsed = checkJsonObject(args.document, "$.document", longestDocument);
  const read = readSchemaDocument(parsed);
  if (!read.ok) {
    const first = read.problems[0];
    throw appError({
      code: "invalid",
      path: first?.path ?? "$",
      message: first?.message ?? "The schema is not valid.",
      problems: read.problems.slice(0, 100),
    });
  }
  const document = canonicalize(parsed) ?? "{}";
  const hash = sha256Hex(document);
  const { organizationId, actor } = me;
  const newest = await ctx.db
    .query("robotSchemas")
    .withIndex("by_organizationId_and_name", (q) => q.eq("organizationId", organizationId).eq("name", name))
    .order("desc")
    .first();
  if (newest !== null && newest.hash === hash) return { id: newest._id, version: newest.version };
  const version = (newest?.version ?? 0) + 1;
  const id = await ctx.db.insert("robotSchemas", {
    organizationId,
    name,
    version,
    robotKind,
    document,
    hash,
    summary: read.summary,
    createdBy: actor,
    createdAt: now,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "robotSchema.register",
    target: { kind: "robotSchema", id, name },
    after: { version, hash, robotKind },
  });
  return { id, version };
}

/** Written by `register` alone, as canonical JSON. */
const versionOf = (row: Doc<"robotSchemas">): Version => ({ summary: row.summary, document: JSON.parse(row.document) });

export function compare(from: Doc<"robotSchemas">, to: Doc<"robotSchemas">) {
  const changes = diffSchemas(versionOf(from), versionOf(to));
  return { severity: worstOf(changes), changes };
}

export async function diff(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  args: { from: Id<"robotSchemas">; to: Id<"robotSchemas"> },
) {
  const from = await getOrThrow(ctx, organizationId, args.from);
  const to = await getOrThrow(ctx, organizationId, args.to);
  return { from: toView(from), to: toView(to), ...compare(from, to) };
}

/** Robots and deployments bound to exactly this version, at most 200 of each. */
export async function usage(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, id: Id<"robotSchemas">) {
  await getOrThrow(ctx, organizationId, id);
  const [robots, deployments] = await Promise.all([
    ctx.db
      .query("robots")
      .withIndex("by_robotSchemaId", (q) => q.eq("robotSchemaId", id))
      .take(200),
    ctx.db
      .query("deployments")
      .withIndex("by_robotSchemaId", (q) => q.eq("robotSchemaId", id))
      .take(200),
  ]);
  return {
    robots: robots.map(({ _id, name, retiredAt }) => ({ id: _id, name, retiredAt })),
    deployments: deployments.map(({ _id, name }) => ({ id: _id, name })),
  };
}
