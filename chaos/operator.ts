import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";
import { mutateOnce, postStop, queryOnce, type StopAnswer } from "#src/api/physical.ts";
import { stopVerdict, type StopVerdict } from "#src/components/sessions/stop-progress.ts";
import { createStopStore } from "#src/components/sessions/stop-store.ts";

import { sharedMs } from "./black-box.ts";
import type { Claim } from "./evidence.ts";
import type { SignIn } from "./sign-in.ts";

/** What ends a promotion by itself; `actions` null: any number. */
export type Bounds = { budgetSeconds: number; actions: number | null };

/** In every fifth run whoever promotes lets a second of actions through and no more. */
export const boundsOf = (seed: number): Bounds => ({ budgetSeconds: 30, actions: seed % 5 === 3 ? 25 : null });

type SessionId = Id<"sessions">;

/** What an operator did and was told, with shared monotonic times of the press and of the answer. */
export type Deed = { who: string; sessionId: string; pressedAt: number; toldAt: number } & (
  | {
      kind: "promote";
      told: "accepted" | "refused" | "unknown";
      seenVersion: number | null;
      version: number | null;
      bounds: Bounds;
      why: string;
    }
  | { kind: "demote" | "close"; told: "accepted" | "refused" | "unknown"; why: string }
  /** The press itself, and each request of it that was answered. */
  | { kind: "stopPressed" }
  | { kind: "stop"; facts: StopAnswer }
  /** What the panel was told when it looked, without asking again: that is how it mostly learns of the acknowledgement. */
  | { kind: "stopSeen"; facts: StopAnswer }
);

/** The dashboard's deadline for a physical act, ms (src/api/sessions.ts). */
const actTimeoutMs = 4_000;
/** The dashboard's deadline for one request of a stop, ms. */
const stopTimeoutMs = 2_000;

/** The panel's headlines (src/components/sessions/stop-report.tsx). */
const headlines: Record<StopVerdict, string> = {
  sending: "Stopping…",
  unconfirmed: "NOT CONFIRMED",
  acknowledged: "Robot acknowledged the stop",
  standing: "Stopped: the robot reports no motion",
};

/** What a session can be promoted after no more: it was spoiled, or is closed. */
export const isOver = ["dry_run_safe_stop", "dry_run_fault", "session_closed"];

/**
 * An operator with the dashboard's own ways to act: one intent and one promote by plain HTTP, a stop that is repeated until
 * the arm has acknowledged. Every deed is written down with what the operator was told.
 */
export class Operator {
  readonly deeds: Deed[] = [];
  readonly who: string;
  /** What the stop panel said of each session, from when to when. */
  readonly stopClaims: Claim[] = [];
  protected readonly signIn: SignIn;
  readonly #url: string;
  readonly #stops: ReturnType<typeof createStopStore>;

  /** @param url the operator's own way to the host, that is a proxy's */
  constructor(who: string, url: string, signIn: SignIn) {
    this.who = who;
    this.#url = url;
    this.signIn = signIn;
    this.#stops = createStopStore({
      send: async (sessionId, sentAt) => {
        const pressedAt = sharedMs();
        const facts = await postStop(sessionId, { url: `${url}/http`, token: signIn.token, timeoutMs: stopTimeoutMs, sentAt });
        this.deeds.push({ who, sessionId, pressedAt, toldAt: sharedMs(), kind: "stop", facts });
        return facts;
      },
      look: (sessionId) => this.#lookAtStop(sessionId as SessionId),
      now: Date.now,
    });
    this.#stops.subscribe(() => this.#noteClaims());
  }

  /** The conditions of a promote that are not met, by their codes; null when there is no answer. */
  async unmetOf(sessionId: SessionId): Promise<string[] | null> {
    const answer = await queryOnce(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() }, { ...this.#by, timeoutMs: 1_000 });
    return answer.kind === "answered" ? answer.value.unmet.map(({ code }) => code) : null;
  }

  async promote(sessionId: SessionId, bounds: Bounds): Promise<void> {
    const pressedAt = sharedMs();
    const note = (told: "accepted" | "refused" | "unknown", seenVersion: number | null, why: string, version: number | null = null): void =>
      void this.deeds.push({
        who: this.who,
        sessionId,
        pressedAt,
        toldAt: sharedMs(),
        kind: "promote",
        told,
        seenVersion,
        version,
        bounds,
        why,
      });
    const by = { url: this.#url, token: this.signIn.token, timeoutMs: actTimeoutMs };
    const intent = await mutateOnce(api.sessions.requestIntent, { id: sessionId }, by);
    // Without an intent nothing was asked that could move an arm, whatever became of the request.
    if (intent.kind !== "answered")
      return note("refused", null, `no intent: ${intent.kind === "unknown" ? intent.why : intent.error.message}`);
    const { intent: permission, version } = intent.value;
    const { budgetSeconds, actions } = bounds;
    const args = { id: sessionId, intent: permission, version, budgetSeconds, ...(actions === null ? {} : { actionBudget: actions }) };
    const answer = await mutateOnce(api.sessions.promote, args, by);
    if (answer.kind === "unknown") return note("unknown", version, answer.why);
    if (answer.kind === "refused") return note("refused", version, answer.error.message);
    if (!answer.value.ok) return note("refused", version, `${answer.value.reason} ${answer.value.unmet.map(({ code }) => code).join(" ")}`);
    note("accepted", version, "", answer.value.version);
  }

  async demote(sessionId: SessionId): Promise<void> {
    await this.#act("demote", sessionId, () => mutateOnce(api.sessions.demote, { id: sessionId, reason: "chaos" }, this.#by));
  }

  async close(sessionId: SessionId): Promise<void> {
    await this.#act("close", sessionId, () => mutateOnce(api.sessions.close, { id: sessionId }, this.#by));
  }

  /** Presses the software stop; the repeats go on by themselves. */
  async stop(sessionId: SessionId): Promise<void> {
    this.deeds.push({ who: this.who, sessionId, pressedAt: sharedMs(), toldAt: sharedMs(), kind: "stopPressed" });
    this.#stops.press(sessionId, { subject: sessionId, stopLocation: null });
  }

  /** Begins a new sign-in by the operator's own way, as soon as that is good enough. */
  async signInAgain(): Promise<void> {
    await this.signIn.beginAgain(this.#url);
  }

  #noteClaims(): void {
    const { reports, at } = this.#stops.snapshot();
    for (const report of reports) {
      const { sessionId } = report;
      const stop = headlines[stopVerdict(report, at)];
      const last = this.stopClaims.findLast((claim) => claim.sessionId === sessionId);
      if (last?.stop === stop && last.until === Infinity) continue;
      if (last?.until === Infinity) last.until = at;
      this.stopClaims.push({ who: this.who, by: "panel", at, until: Infinity, sessionId, mode: null, isOld: false, stop, warns: null });
    }
    for (const claim of this.stopClaims)
      if (claim.until === Infinity && !reports.some(({ sessionId }) => sessionId === claim.sessionId)) claim.until = at;
  }

  /** What the stop panel shows now. */
  get stopsShown(): ReturnType<ReturnType<typeof createStopStore>["snapshot"]>["reports"] {
    return this.#stops.snapshot().reports;
  }

  /** Throws while a stop that was pressed is not accepted; the observer judges those that never are. */
  async haveStopsLanded(): Promise<void> {
    const open = this.stopsShown.find(({ acceptedAt }) => acceptedAt === null);
    if (open !== undefined) throw new Error(`${open.sessionId}: ${open.problem ?? "not answered"}`);
  }

  /** Ends the repeats. */
  leave(): void {
    for (const { sessionId } of this.stopsShown) this.#stops.dismiss(sessionId);
  }

  get #by(): { url: string; token: string; timeoutMs: number } {
    return { url: this.#url, token: this.signIn.token, timeoutMs: actTimeoutMs };
  }

  async #act(kind: "demote" | "close", sessionId: SessionId, send: () => ReturnType<typeof mutateOnce>): Promise<void> {
    const pressedAt = sharedMs();
    const answer = await send();
    const why = answer.kind === "answered" ? "" : answer.kind === "unknown" ? answer.why : answer.error.message;
    const told = answer.kind === "answered" ? "accepted" : answer.kind;
    this.deeds.push({ who: this.who, sessionId, pressedAt, toldAt: sharedMs(), kind, told, why });
  }

  async #lookAtStop(id: SessionId): Promise<StopAnswer> {
    const pressedAt = sharedMs();
    const answer = await queryOnce(api.sessions.get, { id }, { ...this.#by, timeoutMs: stopTimeoutMs });
    if (answer.kind !== "answered") throw new Error("no answer");
    const { stop, emergencyStopLocation } = answer.value;
    const { acceptedAt = null, acknowledgedAt = null, motionZeroAt = null } = stop ?? {};
    const facts = { stopId: stop?.id ?? null, acceptedAt, acknowledgedAt, motionZeroAt, stopLocation: emergencyStopLocation };
    this.deeds.push({ who: this.who, sessionId: id, pressedAt, toldAt: sharedMs(), kind: "stopSeen", facts });
    return facts;
  }
}
