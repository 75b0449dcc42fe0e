import type { Infer } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { systemActor, type Actor } from "../audit";
import type * as Rules from "../sessions/events";
import type { doctorCheck } from "../deployments/shapes";
import { tell, type Write } from "./notices";
import { inWords, type Said, withoutRobot } from "./sentences";
import type { Told } from "./told";

// What the notices say, one function for each thing that is told. Called in the transaction that it tells of.

/** Nothing that a notice needs may keep an arm from being stopped: a failure is logged, and what is told of still happens. */
export async function tellSafely(ctx: Write, told: () => Promise<Omit<Told, "text">>, now: number): Promise<void> {
  try {
    const found = await told();
    await tell(ctx, { ...found, text: inWords("en", found.said, found.actor) }, now);
  } catch (error) {
    console.error("a notice could not be told", error);
  }
}

const robotName = async (ctx: Pick<MutationCtx, "db">, robotId: Id<"robots"> | null): Promise<string> =>
  (robotId === null ? null : await ctx.db.get("robots", robotId))?.name ?? withoutRobot;

const sessionTarget = (doc: Doc<"sessions">, name: string) => ({ kind: "session" as const, id: doc._id, name });

/** A robot that fell silent. One that said goodbye, or was retired, is not told of. */
export async function tellOffline(ctx: Write, robotId: Id<"robots">, now: number): Promise<void> {
  await tellSafely(
    ctx,
    async () => {
      const robot = await ctx.db.get("robots", robotId);
      if (robot === null) throw new Error("a live row without its robot");
      const { organizationId, name } = robot;
      return {
        organizationId,
        kind: "robot.offline",
        target: { kind: "robot", id: robotId, name },
        said: { sentence: "offline", values: { name } },
        actor: systemActor("clock"),
      };
    },
    now,
  );
}

/** A software stop by anybody, and an end of applying that no operator chose: by the lease, the budget, the robot or a key. */
export async function tellOfChange(
  ctx: Write,
  doc: Doc<"sessions">,
  change: Extract<Rules.Effect, { kind: "change" }>,
  actor: Actor,
  now: number,
): Promise<void> {
  const isStop = change.action === "session.stop";
  const hasEnded = change.before.mode === "apply_actions" && change.after.mode === "dry_run" && actor.kind !== "operator";
  if (!isStop && !hasEnded) return;
  await tellSafely(
    ctx,
    async () => {
      const name = await robotName(ctx, doc.robotId);
      const values = { name, who: actor.name };
      const { reason } = change;
      const said: Said = isStop
        ? reason === null
          ? { sentence: "stopped", values }
          : { sentence: "stoppedFor", values: { ...values, reason } }
        : reason === null
          ? { sentence: "ended", values }
          : { sentence: "endedFor", values: { ...values, why: reason } };
      return { organizationId: doc.organizationId, kind: "session.stopped", target: sessionTarget(doc, name), said, actor };
    },
    now,
  );
}

/** Somebody asked to promote, with what came of it. */
export async function tellPromote(ctx: Write, doc: Doc<"sessions">, outcome: Rules.Outcome, actor: Actor, now: number): Promise<void> {
  await tellSafely(
    ctx,
    async () => {
      const name = await robotName(ctx, doc.robotId);
      const values = { name, who: actor.name };
      const said: Said = outcome.ok
        ? { sentence: "promoted", values }
        : { sentence: "notPromoted", values: { ...values, why: outcome.reason } };
      return { organizationId: doc.organizationId, kind: "session.promoteRequested", target: sessionTarget(doc, name), said, actor };
    },
    now,
  );
}

/** A promote waits for a second operator. */
export async function tellApprovalWanted(
  ctx: Write,
  doc: Doc<"sessions">,
  asked: { note: string; actionBudget: number | null },
  actor: Actor,
  now: number,
): Promise<void> {
  await tellSafely(
    ctx,
    async () => {
      const name = await robotName(ctx, doc.robotId);
      const { note, actionBudget } = asked;
      const values = { name, who: actor.name };
      const bound = { ...values, actions: String(actionBudget) };
      const said: Said =
        actionBudget === null
          ? note === ""
            ? { sentence: "approvalWanted", values }
            : { sentence: "approvalWantedFor", values: { ...values, note } }
          : note === ""
            ? { sentence: "approvalOfActionsWanted", values: bound }
            : { sentence: "approvalOfActionsWantedFor", values: { ...bound, note } };
      return { organizationId: doc.organizationId, kind: "approval.wanted", target: sessionTarget(doc, name), said, actor };
    },
    now,
  );
}

/** A doctor's report with failed checks, which it names. */
export async function tellDoctorFailed(
  ctx: Write,
  { organizationId, _id: id, name }: Doc<"deployments">,
  robot: Doc<"robots"> | null,
  checks: readonly Infer<typeof doctorCheck>[],
  actor: Actor,
  now: number,
): Promise<void> {
  const values = {
    name,
    checks: checks
      .filter(({ result }) => result === "fail")
      .map((check) => check.name)
      .join(", "),
  };
  const said: Said =
    robot === null ? { sentence: "doctorFailed", values } : { sentence: "doctorFailedOn", values: { ...values, robot: robot.name } };
  await tellSafely(
    ctx,
    async () => ({ organizationId, kind: "doctor.failed", target: { kind: "deployment", id, name }, said, actor }),
    now,
  );
}

/** A verdict that says somebody should look; of a double review only once both have spoken. */
export async function tellFlagged(
  ctx: Write,
  receipt: Doc<"receipts">,
  verdict: Doc<"reviews">["verdict"],
  actor: Actor,
  now: number,
): Promise<void> {
  if (verdict !== "needs_attention" && verdict !== "bad") return;
  const name = `#${receipt.sequence}`;
  const { organizationId, _id: id } = receipt;
  const said: Said = { sentence: verdict === "bad" ? "reviewedBad" : "reviewedForAttention", values: { name, who: actor.name } };
  await tellSafely(ctx, async () => ({ organizationId, kind: "receipt.flagged", target: { kind: "receipt", id, name }, said, actor }), now);
}

/** Somebody was asked to attend to a robot; only they are told. */
export async function tellGiven(
  ctx: Write,
  { organizationId, _id: id, name }: Doc<"robots">,
  to: { id: Id<"users">; name: string },
  actor: Actor,
  now: number,
): Promise<void> {
  const said: Said = { sentence: "given", values: { name, who: actor.name, to: to.name } };
  await tellSafely(
    ctx,
    async () => ({ organizationId, kind: "attention.given", target: { kind: "robot", id, name }, said, actor, to: to.id }),
    now,
  );
}

/** Somebody is offered the robot of a session by who holds it; only they are told, with the page where they accept. */
export async function tellOffered(
  ctx: Write,
  session: Doc<"sessions">,
  name: string,
  to: { id: Id<"users">; name: string },
  actor: Actor,
  now: number,
): Promise<void> {
  const said: Said = { sentence: "offered", values: { name, who: actor.name, to: to.name } };
  await tellSafely(
    ctx,
    async () => ({
      organizationId: session.organizationId,
      kind: "control.offered",
      target: sessionTarget(session, name),
      said,
      actor,
      to: to.id,
    }),
    now,
  );
}

/** Somebody else took a robot from who held it; only they are told, and why. */
export async function tellTakenOver(
  ctx: Write,
  { organizationId, _id: id, name }: Doc<"robots">,
  from: Actor,
  actor: Actor,
  reason: string,
  now: number,
): Promise<void> {
  const to = ctx.db.normalizeId("users", from.id);
  if (to === null) return;
  const said: Said = { sentence: "takenOver", values: { name, who: actor.name, reason } };
  await tellSafely(ctx, async () => ({ organizationId, kind: "control.taken", target: { kind: "robot", id, name }, said, actor, to }), now);
}

/** A webhook whose receiver did not take anything for days, or said that it is gone. */
export async function tellDisabled(ctx: Write, { organizationId, _id: id, url }: Doc<"webhooks">, now: number): Promise<void> {
  const name = new URL(url).host;
  const said: Said = { sentence: "webhookDisabled", values: { name } };
  await tellSafely(
    ctx,
    async () => ({ organizationId, kind: "webhook.disabled", target: { kind: "webhook", id, name }, said, actor: systemActor("webhooks") }),
    now,
  );
}
