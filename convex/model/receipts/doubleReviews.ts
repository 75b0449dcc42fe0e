import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkText } from "../checks";
import type { Acting } from "../people/me";
import * as Double from "./double";
import { patchReview } from "./search/postings";

// Receipts that two people review without seeing each other's verdict, and a third resolves where they disagree.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Row = Doc<"reviews">;
type Verdict = NonNullable<Row["verdict"]>;
type Said = { receipt: Doc<"receipts">; row: Row };

const refuse = (reason: string, message: string) => appError({ code: "conflict", reason, message });

const settingsOf = (ctx: Read, organizationId: Id<"organizations">) =>
  ctx.db
    .query("reviewSettings")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .unique();

/** Share of the receipts that are reviewed twice, 0 to 1; 0 where nobody chose one. */
export const shareOf = async (ctx: Read, organizationId: Id<"organizations">): Promise<number> =>
  (await settingsOf(ctx, organizationId))?.doubleShare ?? 0;

/** Chooses the share for receipts that nobody has judged yet. */
export async function setShare(ctx: Write, { organizationId, actor }: Acting, share: number, now: number): Promise<number> {
  if (!(share >= 0 && share <= 1)) throw appError({ code: "invalid", path: "$.share", message: "Give a share from 0 to 1." });
  const settings = await settingsOf(ctx, organizationId);
  if (settings === null) await ctx.db.insert("reviewSettings", { organizationId, doubleShare: share });
  else await ctx.db.patch("reviewSettings", settings._id, { doubleShare: share });
  await recordAudit(ctx, {
    ...{ organizationId, at: now, actor, action: "organization.setDoubleReviews" },
    target: { kind: "organization", id: organizationId, name: "reviews" },
    before: { doubleShare: settings?.doubleShare ?? 0 },
    after: { doubleShare: share },
  });
  return share;
}

/** The double review of a receipt, also one that is still to begin; `null` where one verdict is enough. */
export async function doubleOf(ctx: Read, { receipt, row }: Said): Promise<Double.Double | null> {
  if (row.double !== undefined) return row.double;
  if (row.verdict !== null) return null;
  return Double.isInShare(receipt.hash, await shareOf(ctx, receipt.organizationId)) ? Double.noVerdicts : null;
}

/** What the audit log may tell: nothing that a person who still owes a verdict must not know. */
const told = (double: Double.Double) => {
  if (Double.isHidden(double)) return { state: "open", verdicts: Double.verdictsOf(double).length };
  const given = double.given.map(({ by, verdict, note, isBlind }) => ({ by: by.name, verdict, note, isBlind }));
  const { resolution } = double;
  return {
    ...{ state: Double.stateOf(double), given },
    ...(resolution === null ? {} : { resolution: { by: resolution.by.name, verdict: resolution.verdict, note: resolution.note } }),
  };
};

async function save(
  ctx: Write,
  me: Acting,
  { receipt, row }: Said,
  change: { before: Double.Double; after: Double.Double; action: string; at: number },
) {
  const { before, after, action, at } = change;
  // Once all is taken back before anybody saw two verdicts, it is as if it had not begun.
  const isBegun = after.given.length > 0 || after.isSeen;
  const fields = isBegun ? { double: after, doubleState: Double.stateOf(after) } : { double: undefined, doubleState: undefined };
  await patchReview(ctx, receipt, row, { ...fields, ...Double.standingOf(after) });
  await recordAudit(ctx, {
    ...{ organizationId: me.organizationId, at, actor: me.actor, action },
    target: { kind: "receipt", id: receipt._id, name: `#${receipt.sequence}` },
    before: told(before),
    after: told(after),
  });
}

const blank = { verdict: null, note: "", reviewedBy: null, reviewedAt: null };

/** One person's word on a receipt that is reviewed twice. Refused with `conflict`: `already_two`, `resolved`. */
export async function judge(
  ctx: Write,
  me: Acting,
  said: Said,
  double: Double.Double,
  args: { verdict: Verdict | null; note?: string },
  now: number,
) {
  const { actor } = me;
  const refusal = Double.refusalOf(double, actor.id);
  if (refusal === "already_two")
    throw refuse(refusal, "Two others have judged this receipt. Where they disagree it is resolved under Reviewer agreement.");
  if (refusal === "resolved") throw refuse(refusal, "A third person has decided about this receipt, and can take that back.");
  const mine = double.given.find(({ by }) => by.id === actor.id);
  const note = checkText(args.note ?? mine?.note ?? "", "$.note", 2_000);
  const word = { by: actor, at: now, verdict: args.verdict, note, isBlind: !double.isSeen };
  await save(ctx, me, said, { before: double, after: Double.withWord(double, actor.id, word), action: "receipt.review", at: now });
  const before =
    mine === undefined ? blank : { verdict: mine.verdict, note: mine.note, reviewedBy: actor, reviewedAt: mine.at, isBlind: mine.isBlind };
  await ctx.db.insert("reviewEntries", {
    ...{ receiptId: said.receipt._id, at: now, by: actor, verdict: args.verdict, note, before },
    ...{ part: "verdict" as const, undoneAt: null },
  });
  return { verdict: args.verdict, note, reviewedBy: actor, reviewedAt: now };
}

/** A third person's word where two disagree. Refused with `conflict`: `not_disputed`, `not_third`. */
export async function resolve(ctx: Write, me: Acting, said: Said, args: { verdict: Verdict; note: string }, now: number) {
  const { double } = said.row;
  if (double === undefined || Double.stateOf(double) !== "disputed")
    throw refuse("not_disputed", "There is no disagreement about this receipt to resolve.");
  await decide(ctx, me, said, double, args, { action: "receipt.resolveReviews", part: "resolution" }, now);
}

/** A third person's word against two who agree; what these two said blind stays, and counts for their agreement. Refused with `conflict`: `not_agreed`, `not_third`, `same_verdict`. */
export async function overrule(ctx: Write, me: Acting, said: Said, args: { verdict: Verdict; note: string }, now: number) {
  const { double, verdict } = said.row;
  if (double === undefined || Double.stateOf(double) !== "agreed")
    throw refuse("not_agreed", "Only what two reviewers agree about is overruled.");
  if (args.verdict === verdict) throw refuse("same_verdict", "That is what both have said.");
  await decide(ctx, me, said, double, args, { action: "receipt.overruleReviews", part: "overruling" }, now);
}

type Deciding = { action: string; part: "resolution" | "overruling" };

async function decide(
  ctx: Write,
  me: Acting,
  said: Said,
  double: Double.Double,
  args: { verdict: Verdict; note: string },
  { action, part }: Deciding,
  now: number,
): Promise<void> {
  const { actor } = me;
  if (Double.verdictsOf(double).some(({ by }) => by.id === actor.id))
    throw refuse("not_third", "One of the two verdicts is yours. Somebody else decides.");
  const note = checkText(args.note, "$.note", 2_000);
  if (note.trim() === "") throw appError({ code: "invalid", path: "$.note", message: "Say why." });
  const after = { ...double, resolution: { by: actor, at: now, verdict: args.verdict, note } };
  await save(ctx, me, said, { before: double, after, action, at: now });
  await ctx.db.insert("reviewEntries", {
    receiptId: said.receipt._id,
    at: now,
    by: actor,
    verdict: args.verdict,
    note,
    before: blank,
    part,
    undoneAt: null,
  });
}

/** Takes back the caller's own newest word, whoever spoke since. Refused with `conflict`: `nothing_to_undo`, `resolved`. */
export async function undo(ctx: Write, me: Acting, said: Said, double: Double.Double, now: number) {
  const { actor } = me;
  const entries = await ctx.db
    .query("reviewEntries")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", said.receipt._id).eq("undoneAt", null))
    .order("desc")
    .take(200);
  const newest = entries.find(({ by, part }) => by.id === actor.id && part !== undefined);
  if (newest === undefined) throw refuse("nothing_to_undo", "You have said nothing of this receipt that could be taken back.");
  const isResolution = newest.part !== "verdict";
  if (!isResolution && double.resolution !== null) throw refuse("resolved", `${double.resolution.by.name} has decided since.`);
  const { verdict, note, reviewedAt, isBlind = false } = newest.before;
  const word = reviewedAt === null ? null : { by: actor, at: reviewedAt, verdict, note, isBlind };
  const after = isResolution ? { ...double, resolution: null } : Double.withWord(double, actor.id, word);
  await ctx.db.patch("reviewEntries", newest._id, { undoneAt: now });
  await save(ctx, me, said, { before: double, after, action: "receipt.undoReview", at: now });
  return word === null ? null : { verdict, note, reviewedBy: actor, reviewedAt: word.at };
}
