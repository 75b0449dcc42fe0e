import { api } from "./_generated/api";
import { ready } from "./sessions.testing";

/** A session that could be promoted, and looks at each row that is written of it. */
export async function recorded() {
  const found = await ready();
  const { t, sessionId, people } = found;
  const by = (role: "viewer" | "operator") => ({ kind: "operator", id: people[role].userId, name: `${role} of Lab` });
  const session = () => t.run((ctx) => ctx.db.get("sessions", sessionId));
  const live = () =>
    t.run((ctx) =>
      ctx.db
        .query("sessionLive")
        .withIndex("by_sessionId", (q) => q.eq("sessionId", sessionId))
        .unique(),
    );
  const events = () => people.viewer.as.query(api.sessions.timeline, { id: sessionId });
  const entries = async () =>
    (await people.viewer.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 50, cursor: null } })).page;
  return { ...found, by, session, live, events, entries, clock: { kind: "system", id: "clock", name: "clock" } };
}
