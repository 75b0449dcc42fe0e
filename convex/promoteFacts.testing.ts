import type { Doc } from "./_generated/dataModel";
import { liveOf } from "./model/sessions/loaded";
import { gatherFacts } from "./model/sessions/promoteFacts";
import { ready } from "./sessions.testing";

/** A session that could be promoted, what a promote of it would be decided on, and ways to change that. */
export async function facing() {
  const found = await ready();
  const { t, sessionId, seeded, people } = found;
  const actor = { kind: "operator" as const, id: people.operator.userId, name: "operator of Lab" };
  const gather = (who: Parameters<typeof gatherFacts>[2] = { mayPromote: true, actor }) =>
    t.run(async (ctx) => {
      const doc = await ctx.db.get("sessions", sessionId);
      if (doc === null) throw new Error("no session");
      return await gatherFacts(ctx, { doc, live: await liveOf(ctx, doc) }, who, Date.now());
    });
  const facts = async (who?: Parameters<typeof gatherFacts>[2]) => (await gather(who)).facts;
  const change = {
    robot: (patch: Partial<Doc<"robots">>) => t.run((ctx) => ctx.db.patch("robots", seeded.robotId, patch)),
    session: (patch: Partial<Doc<"sessions">>) => t.run((ctx) => ctx.db.patch("sessions", sessionId, patch)),
    status: (patch: Partial<Doc<"robotStatus">>) =>
      t.run(async (ctx) => {
        const row = await ctx.db
          .query("robotStatus")
          .withIndex("by_robotId", (q) => q.eq("robotId", seeded.robotId))
          .unique();
        if (row !== null) await ctx.db.patch("robotStatus", row._id, patch);
      }),
  };
  return { ...found, actor, gather, facts, change };
}
