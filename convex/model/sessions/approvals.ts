import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { approvalLifeMs, decisionProblem, decisionRefusals } from "./approvalRules";
import { recordAudit, type Actor } from "../audit";
import { checkText } from "../checks";
import { checkActions } from "./promoting";
import { known } from "../known";
import { tellApprovalWanted } from "../notices/tellings";
import type { Acting } from "../people/me";
import { gatherFacts, newestApproval, toApproval } from "./promoteFacts";
import { load } from "./loaded";
import { auditTarget } from "./target";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db" | "scheduler">;

/** The binding as of now; `now` touches nothing of it. */
async function bindingNow(ctx: Read, organizationId: Id<"organizations">, sessionId: Id<"sessions">, actor: Actor) {
  const loaded = await load(ctx, organizationId, sessionId);
  return { loaded, ...(await gatherFacts(ctx, loaded, { mayPromote: true, actor }, 0)) };
}

function toView({ _id, _creationTime, organizationId: _, ...facts }: Doc<"approvals">, binding: string) {
  return { id: _id, ...facts, dissolved: facts.binding !== binding };
}

/** The newest request of a session, `null` when there was none. */
export async function latest(ctx: Read, me: Acting, sessionId: Id<"sessions">) {
  const { binding } = await bindingNow(ctx, me.organizationId, sessionId, me.actor);
  const row = await newestApproval(ctx, sessionId);
  return row === null ? null : toView(row, binding);
}

/** Requests that end after `now` and are not decided, soonest end first, at most 100. */
export async function waiting(ctx: Read, me: Acting, now: number) {
  const rows = await ctx.db
    .query("approvals")
    .withIndex("by_organizationId_and_expiresAt", (q) => q.eq("organizationId", me.organizationId).gt("expiresAt", now))
    .take(100);
  const open = rows.filter((row) => row.decision === null);
  return await Promise.all(
    open.map(async (row) => toView(row, (await bindingNow(ctx, me.organizationId, row.sessionId, me.actor)).binding)),
  );
}

type Request = { sessionId: Id<"sessions">; note?: string; actionBudget?: number };

/** Asks for a promote of at most `actionBudget` actions; absent: of any number. */
export async function request(ctx: Write, me: Acting, args: Request, now: number) {
  const { organizationId, actor } = me;
  const { loaded, binding, evidence } = await bindingNow(ctx, organizationId, args.sessionId, actor);
  const { status, mode } = loaded.state;
  if (status === "closed" || mode !== "dry_run") {
    throw conflict("not_dry_run", "Only a dry run can be approved to be promoted.");
  }
  const note = checkText(args.note ?? "", "$.note", 500);
  const actionBudget = args.actionBudget === undefined ? null : checkActions(args.actionBudget);
  const expiresAt = now + approvalLifeMs;
  const seen = { ...evidence, decidedAt: now, actionBudget };
  const asked = { organizationId, sessionId: args.sessionId, binding, evidence: seen };
  const id = await ctx.db.insert("approvals", {
    ...asked,
    ...{ requestedBy: actor, requestedAt: now, expiresAt, note, decision: null },
  });
  await record(
    ctx,
    me,
    { ...asked, action: "approval.request", after: { approvalId: id, binding, expiresAt, actionBudget }, text: note },
    now,
  );
  await tellApprovalWanted(ctx, loaded.doc, { note, actionBudget }, actor, now);
  return { id, binding, expiresAt };
}

type Decision = { id: Id<"approvals">; approve: boolean; binding: string; reason?: string };

export async function decide(ctx: Write, me: Acting, args: Decision, now: number) {
  const { organizationId, actor } = me;
  const row = await ctx.db.get("approvals", args.id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "approval" });
  const { binding } = await bindingNow(ctx, organizationId, row.sessionId, actor);
  const asked = { approve: args.approve, decider: actor.id, seenBinding: args.binding };
  const problem = decisionProblem(toApproval(row), asked, binding, now);
  if (problem !== null) throw conflict(problem, decisionRefusals[problem]);
  const reason = checkText(args.reason ?? "", "$.reason", 500);
  const decision = { by: actor, at: now, approved: args.approve, reason };
  await ctx.db.patch("approvals", row._id, { decision });
  const { _id: approvalId, sessionId, evidence } = row;
  const after = { approvalId, binding: row.binding, actionBudget: evidence.actionBudget ?? null };
  const action = args.approve ? "approval.approve" : "approval.decline";
  await record(ctx, me, { sessionId, evidence, action, after, text: reason }, now);
  return toView({ ...row, decision }, binding);
}

type Entry = {
  sessionId: Id<"sessions">;
  /** What was asked for and decided on. */
  evidence: Doc<"approvals">["evidence"];
  action: string;
  after: Record<string, unknown>;
  text: string;
};

/** In the log, and in the session's own timeline, which ends up in the receipt. */
async function record(
  ctx: Write,
  { organizationId, actor }: Acting,
  { sessionId, evidence, action, after, text }: Entry,
  now: number,
): Promise<void> {
  const session = known(await ctx.db.get("sessions", sessionId));
  const reason = text === "" ? null : text;
  const { mode, version } = session;
  await ctx.db.insert("sessionEvents", {
    ...{ sessionId, at: now, kind: action, actor, mode, version, reason, evidence },
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action,
    target: await auditTarget(ctx, session),
    after,
    reason,
  });
}
