import { t } from "@lingui/core/macro";

import type { StopAnswer } from "#src/api/physical.ts";

import {
  beginStop,
  CONFIRM_WITHIN_MS,
  failed,
  learned,
  lookedAt,
  nextStep,
  sentAgain,
  type StopAttempt,
  type StopFacts,
} from "./stop-progress.ts";

/** One stop as the panel shows it. */
export type StopReport = StopAttempt & {
  /** What is being stopped, in words; kept here because the session may leave every list while the stop still runs. */
  subject: string;
  stopLocation: string | null;
  /** The server's id of this stop, null until it has accepted. */
  stopId: string | null;
  /** Which press this report is about; answers to an earlier press say nothing about it. */
  press: number;
};

type Deps = {
  /** One request; `sentAt` is the time of the press, the same for its repeats. Rejects with a sentence for a person. */
  send: (sessionId: string, sentAt: number) => Promise<StopAnswer>;
  /** The facts of the session's latest stop, without asking for one. Rejects when they cannot be had. */
  look: (sessionId: string) => Promise<StopAnswer>;
  /** Server time, epoch ms. */
  now: () => number;
};

/**
 * Keeps asking until the robot has acknowledged, outside React: a page that throws, a route that changes or a socket that
 * drops does not end a stop somebody asked for.
 */
export function createStopStore({ send, look, now }: Deps) {
  let reports: readonly StopReport[] = [];
  let snapshot: { reports: readonly StopReport[]; at: number } = { reports, at: 0 };
  const listeners = new Set<() => void>();
  let presses = 0;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const publish = (next: readonly StopReport[]) => {
    reports = next;
    snapshot = { reports, at: now() };
    for (const listener of listeners) listener();
  };
  const update = (sessionId: string, change: (report: StopReport) => StopReport) =>
    publish(reports.map((report) => (report.sessionId === sessionId ? change(report) : report)));
  const find = (sessionId: string) => reports.find((report) => report.sessionId === sessionId);

  function schedule(sessionId: string) {
    clearTimeout(timers.get(sessionId));
    timers.delete(sessionId);
    const report = find(sessionId);
    const next = report && nextStep(report, now());
    if (!next) return;
    timers.set(
      sessionId,
      setTimeout(() => {
        if (next.kind === "send") update(sessionId, (current) => ({ ...current, ...sentAgain(current, now()) }));
        transmit(sessionId, next.kind);
      }, next.inMs),
    );
  }

  function transmit(sessionId: string, kind: "send" | "look") {
    const { press, sentAt } = find(sessionId) ?? {};
    const answered = (change: (report: StopReport) => StopReport) =>
      update(sessionId, (report) => (report.press === press ? change(report) : report));
    const request = kind === "look" ? look(sessionId) : send(sessionId, sentAt ?? now());
    request
      .then(
        (answer) =>
          answered((report) => {
            const heard = hear(report, answer);
            return kind === "look" ? { ...heard, ...lookedAt(heard, now()) } : heard;
          }),
        (error: unknown) => answered((report) => ({ ...report, ...failed(report, error instanceof Error ? error.message : t`Not sent.`) })),
      )
      .finally(() => schedule(sessionId));
    // The next try does not wait for this one: a request that hangs must not hold back the one that would get through.
    schedule(sessionId);
  }

  /** Facts of this stop, or of a later one of the same session: by the server's own clock, never of an earlier one. */
  function hear(report: StopReport, { stopId, stopLocation, ...facts }: StopAnswer): StopReport {
    const isEarlier = report.stopId !== stopId && (facts.acceptedAt ?? 0) < (report.acceptedAt ?? 0);
    if (isEarlier) return report;
    return { ...report, ...learned(report, facts), stopId: report.stopId ?? stopId, stopLocation: stopLocation ?? report.stopLocation };
  }

  return {
    /** Sends at once. A press while the same stop still runs begins anew, so its times belong to the last press. */
    press(sessionId: string, { subject, stopLocation }: Pick<StopReport, "subject" | "stopLocation">) {
      publish([
        ...reports.filter((report) => report.sessionId !== sessionId),
        { ...beginStop(sessionId, now()), subject, stopLocation, stopId: null, press: (presses += 1) },
      ]);
      transmit(sessionId, "send");
      // "Not confirmed" must appear on time, not with the next tick of the page's clock.
      setTimeout(() => publish(reports), CONFIRM_WITHIN_MS);
    },
    /**
     * Facts that came by the live query instead of by the answer to our own request. The query may still hold an earlier
     * stop of the session, acknowledged long ago: facts of any stop but this one are ignored.
     */
    tell(sessionId: string, { id, acceptedAt, acknowledgedAt, motionZeroAt }: Omit<StopFacts, "sentAt"> & { id: string }) {
      const report = find(sessionId);
      if (report === undefined || report.stopId !== id) return;
      const next = learned(report, { acceptedAt, acknowledgedAt, motionZeroAt });
      if (
        next.acknowledgedAt === report.acknowledgedAt &&
        next.motionZeroAt === report.motionZeroAt &&
        next.acceptedAt === report.acceptedAt
      )
        return;
      update(sessionId, (current) => ({ ...current, ...next }));
      schedule(sessionId);
    },
    /** Takes a report off the screen and ends its repeats. Offered only once the robot has acknowledged. */
    dismiss(sessionId: string) {
      clearTimeout(timers.get(sessionId));
      timers.delete(sessionId);
      publish(reports.filter((report) => report.sessionId !== sessionId));
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** The reports, and the server time (epoch ms) at which they were last judged. */
    snapshot: () => snapshot,
  };
}
