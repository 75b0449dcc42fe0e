import { plural, t } from "@lingui/core/macro";

import type { Receipt } from "#src/api/receipts.ts";

import type { ReceiptBody } from "./receipt-body.ts";

type Counted = Pick<Receipt, "steps" | "appliedSteps" | "safeStops" | "errorCount" | "latencyP95Ms">;

/** One count, made twice: from the heartbeats by the server, and by the robot itself in its summary. */
export type Count = {
  name: string;
  server: number;
  robot: number;
  /** Why they may differ, and what to make of it; null when they agree. */ meaning: string | null;
};

const more = {
  steps: t`The robot went on after its last heartbeat, or one was lost: what it did then is in no number of the server.`,
  appliedSteps: t`Actions moved the arm that no heartbeat told of. Look at the end of the run and at its gaps before you trust the other numbers.`,
  safeStops: t`The robot stopped itself once more than its heartbeats told, most likely at the very end.`,
  errors: t`The robot names errors that it did not report while it ran.`,
} as const;

const fewer = {
  steps: t`The summary was made before the last heartbeats, or the robot's own counter began anew during the run.`,
  appliedSteps: t`The summary was made before the last actions, or the robot's own counter began anew during the run.`,
  safeStops: t`The summary leaves out safe stops that the heartbeats told of.`,
  errors: t`The summary leaves out errors that were reported while it ran.`,
} as const;

/** What was counted twice, with what a difference means; empty when the robot sent no summary. */
export function countsOf(body: ReceiptBody, row: Counted): Count[] {
  const said = body.runSummary;
  if (said === null) return [];
  const pairs: readonly [keyof typeof more, string, number, number][] = [
    ["steps", t`Steps`, row.steps, said.steps],
    ["appliedSteps", t`Applied steps`, row.appliedSteps, said.appliedSteps],
    ["safeStops", t`Safe stops`, row.safeStops, said.safeStops],
    ["errors", t`Errors`, row.errorCount, said.errors.length],
  ];
  return pairs.map(([key, name, server, robot]) => ({
    name,
    server,
    robot,
    meaning: robot === server ? null : robot > server ? more[key] : fewer[key],
  }));
}

/** What no receipt says. */
export const neverRecorded = t`What the robot saw, and the positions of its joints: heartbeats and pictures are kept apart from the receipt, and only for a while. Of a picture the receipt has the hash.`;

/** What this receipt does not say and others do, in words: a blank would read as "nothing happened". */
export function lackingIn(body: ReceiptBody, row: Counted): string[] {
  const promotions = body.timeline.filter(({ kind }) => kind === "session.promote");
  const { faults } = body;
  const [missed, noted] = [body.troublesMissed ?? 0, body.troubles?.length ?? 0];
  return [
    body.robot === null ? t`Which robot ran: the session named none.` : null,
    body.robot !== null && body.robot.calibrationId === null ? t`Which calibration the robot had.` : null,
    body.robotSchema === null ? t`The robot schema, so the limits of its joints are not known.` : null,
    body.deployment === null ? t`The deployment and its spec.` : null,
    body.heartbeats.count === 0 ? t`Anything of the run itself: not one heartbeat came.` : null,
    body.heartbeats.count > 0 && row.latencyP95Ms === null ? t`Latency: the robot reported none.` : null,
    body.runSummary === null ? t`The robot's own account of the run: all counts are those of its heartbeats.` : null,
    faults > 0 && !body.troubles
      ? plural(faults, {
          one: "When the heartbeat in fault came: only how many.",
          other: "When the # heartbeats in fault came: only how many.",
        })
      : null,
    missed > 0 ? t`When the last ${missed} faults and safe stops came: only the first ${noted} are noted.` : null,
    body.errors.length > 0 && !body.troubles ? t`When each error happened: only their texts.` : null,
    promotions.some(({ evidence }) => evidence === null) ? t`What a promotion was decided on.` : null,
    body["timelineIsComplete"] === false ? t`The later events: there were more than a receipt holds.` : null,
    body.closedBy === null ? t`Who closed it.` : null,
  ].filter((line) => line !== null);
}
