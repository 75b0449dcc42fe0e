import type { Entry } from "./black-box.ts";

/** What the last answer heard allows: commands of one version of one session, until a shared monotonic time. */
export type License = { sessionId: string; version: number; until: number };

/** A promotion: one version of one session. */
const promotionOf = ({ sessionId, version }: License): string => `${sessionId} v${version}`;

/** One command to the motors. */
export type Act = { at: number; license: License | null };

/**
 * The commands in a black box, each with the license it was given under. Reads the rules of the lease anew, from the
 * answers alone: the lease is counted from the sending of the heartbeat; an answer about an older version says nothing; a stop
 * ends the version it finds. A promotion under which the arm moved is over when its lease has run out once, or its process has
 * ended: what comes later takes another promotion by a person.
 */
export function licenses(entries: readonly Entry[]): Act[] {
  const acts: Act[] = [];
  let license: License | null = null;
  let newest = new Map<string, number>();
  let barred = new Map<string, number>();
  let stopsSeen = new Set<string>();
  const moved = new Set<string>();
  const over = new Set<string>();
  const end = (sessionId: string): void => {
    barred.set(sessionId, Math.max(barred.get(sessionId) ?? 0, newest.get(sessionId) ?? 0));
    if (license?.sessionId === sessionId) license = null;
  };
  for (const entry of entries) {
    if (entry.kind === "started") {
      // A new process knows nothing of what the one before was allowed.
      [license, newest, barred, stopsSeen] = [null, new Map(), new Map(), new Set()];
      for (const promotion of moved) over.add(promotion);
    } else if (entry.kind === "act") {
      acts.push({ at: entry.at, license });
      if (license !== null) moved.add(promotionOf(license));
    } else if (entry.kind === "heard") {
      const { session, sentAt, stop } = entry;
      if (license !== null && entry.at > license.until && moved.has(promotionOf(license))) over.add(promotionOf(license));
      if (session !== null && session.version >= (newest.get(session.id) ?? 0)) {
        newest.set(session.id, session.version);
        const applies = session.mode === "apply_actions" && session.status !== "closed";
        if (!applies) end(session.id);
        else if (sentAt !== null && session.leaseMs !== null && session.version > (barred.get(session.id) ?? 0)) {
          const next = { sessionId: session.id, version: session.version, until: sentAt + session.leaseMs };
          license = over.has(promotionOf(next)) ? null : next;
        }
      } else if (session === null && sentAt !== null) {
        license = null;
      }
      if (stop !== null && !stopsSeen.has(stop)) {
        stopsSeen.add(stop);
        if (license !== null) end(license.sessionId);
      }
    }
  }
  return acts;
}

/** How many steps (or commands) of a session the arm told in heartbeats that were answered before `closedAt`; each process counts from 0. */
export function answeredSteps(entries: readonly Entry[], which: "steps" | "appliedSteps", sessionId: string, closedAt: number): number {
  const answered = new Set(
    entries.flatMap((entry) => (entry.kind === "heard" && entry.sentAt !== null && entry.at < closedAt ? [entry.sentAt] : [])),
  );
  let ofEarlier = 0;
  let ofThis = 0;
  for (const entry of entries) {
    if (entry.kind === "started") [ofEarlier, ofThis] = [ofEarlier + ofThis, 0];
    if (entry.kind === "sent" && entry.sessionId === sessionId && answered.has(entry.at)) ofThis = Math.max(ofThis, entry[which]);
  }
  return ofEarlier + ofThis;
}

/** How many heartbeats of a session the server said it had taken, in answers that came before `closedAt`. */
export function takenHeartbeats(entries: readonly Entry[], sessionId: string, closedAt: number): number {
  const taken = new Set(
    entries.flatMap((entry) =>
      entry.kind === "heard" && entry.isTaken && entry.session?.id === sessionId && entry.at < closedAt ? [entry.sentAt] : [],
    ),
  );
  return entries.filter((entry) => entry.kind === "sent" && entry.sessionId === sessionId && taken.has(entry.at)).length;
}
