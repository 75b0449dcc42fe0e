import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { appError } from "../errors";
import { recordAudit } from "./audit";
import { checkName, checkNumber } from "./checks";
import type { Acting } from "./people/me";

const mostShown = 20;
const longestNote = 2_000;

const viewOf = ({ _id, note, since, left, leftAt, taken }: Doc<"handovers">) => ({ id: _id, note, since, left, leftAt, taken });

/** Newest first. */
export async function list(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("handovers")
    .withIndex("by_organizationId_and_leftAt", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .take(mostShown);
  return rows.map(viewOf);
}

export async function leave(ctx: Pick<MutationCtx, "db">, me: Acting, args: { note: string; since: number }, now: number) {
  const { organizationId, actor } = me;
  // Lines are kept: a note is read, not shown beside a control. What a name may not hold, a line of it may not either.
  const note = args.note
    .split("\n")
    .map((line) => (line.trim() === "" ? "" : checkName(line, "$.note", longestNote)))
    .join("\n")
    .trim();
  if (note === "") throw appError({ code: "invalid", path: "$.note", message: "Write what the next shift must know." });
  if (note.length > longestNote) throw appError({ code: "invalid", path: "$.note", message: `Use at most ${longestNote} characters.` });
  const since = checkNumber(args.since, "$.since", 0, now);
  const id = await ctx.db.insert("handovers", { organizationId, since, note, left: actor, leftAt: now, taken: null });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "handover.leave",
    target: { kind: "handover", id, name: actor.name },
    after: { note, since },
  });
  return { id };
}

export async function take(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"handovers">, now: number) {
  const { organizationId, actor } = me;
  const row = await ctx.db.get("handovers", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "handover" });
  if (row.left.id === actor.id)
    throw appError({ code: "conflict", reason: "own", message: "Who leaves a shift cannot take it over: somebody else does." });
  if (row.taken !== null) throw appError({ code: "conflict", reason: "taken", message: "Somebody took this shift over already." });
  await ctx.db.patch("handovers", id, { taken: { by: actor, at: now } });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "handover.take",
    target: { kind: "handover", id, name: row.left.name },
    after: { leftAt: row.leftAt },
  });
}
