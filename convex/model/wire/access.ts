import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Caller } from "../people/callers";
import { takeFromLimit } from "../rateLimits";
import { getDoc } from "../sessions/loaded";
import type { Write } from "../sessions/store";
import type { KeyRefusal } from "./answers";

// Who calls `publicApi`, how often, and on whose session. A refused caller's refusal is the answer as it stands.

export type Read = Pick<QueryCtx, "db">;
export type Access = { ok: true; caller: Caller } | KeyRefusal;
export const ok = { ok: true } as const;

/** Ten a second on average, for a key or a robot's credential, of everything but heartbeats and what makes an arm stop. */
const mostCallsPerMinute = 600;

/** Runs `work` for a known caller, if it did not call too often. */
export async function acting<T>(ctx: Write, access: Access, now: number, work: (caller: Caller) => Promise<T>) {
  if (!access.ok) return access;
  const { caller } = access;
  const who = caller.kind === "apiKey" ? caller.keyId : caller.robot._id;
  const retryAfterMs = await takeFromLimit(ctx, `key:${who}`, mostCallsPerMinute, 60_000, now);
  if (retryAfterMs !== null) return { ok: false as const, reason: "rate_limited", retryAfterMs };
  return await work(caller);
}

/** Without a limit: stops and demotions always, heartbeats by their own. */
export async function actingAtOnce<T>(access: Access, work: (caller: Caller) => Promise<T>) {
  if (!access.ok) return access;
  return await work(access.caller);
}

/** A robot reads and changes its own sessions only; to it, all others do not exist. */
export async function ownSession(ctx: Read, caller: Caller, id: Id<"sessions">): Promise<Doc<"sessions">> {
  const session = await getDoc(ctx, caller.organizationId, id);
  refuseOtherRobot(caller, session.robotId, "session");
  return session;
}

export function refuseOtherRobot(caller: Caller, robotId: Id<"robots"> | null, what: string): void {
  if (caller.kind === "robot" && robotId !== caller.robot._id) throw appError({ code: "not_found", what });
}
