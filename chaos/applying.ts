import type { Evidence } from "./evidence.ts";

/** A time, shared monotonic ms, in which the server had a session apply actions, by its own log. */
export type Span = { robotId: string; sessionId: string; version: number; from: number; until: number; endedBy: string };

/** When each session applied, from the audit log: from a promote to the next change that leaves `apply_actions`. */
export function applyingSpans({ records, wallOffsetMs }: Pick<Evidence, "records" | "wallOffsetMs">): Span[] {
  const robots = new Map(records.sessions.map(({ id, robotId }) => [id, robotId ?? ""]));
  const spans: Span[] = [];
  const open = new Map<string, Span>();
  for (const { at, action, targetId, after, reason } of records.audit) {
    if (after === null || !robots.has(targetId)) continue;
    const time = at - wallOffsetMs;
    const current = open.get(targetId);
    const applies = after.mode === "apply_actions" && after.status !== "closed";
    if (current !== undefined && !applies) {
      current.until = time;
      current.endedBy = reason === null ? action : `${action}: ${reason}`;
      open.delete(targetId);
    } else if (current === undefined && applies) {
      const span = {
        robotId: robots.get(targetId) ?? "",
        sessionId: targetId,
        version: after.version ?? 0,
        from: time,
        until: Infinity,
        endedBy: "nothing",
      };
      spans.push(span);
      open.set(targetId, span);
    }
  }
  return spans;
}
