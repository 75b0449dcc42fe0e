import { t } from "@lingui/core/macro";

import { serverNow } from "#src/api/clock.ts";
import { lookAtStop, requestStop, type Session } from "#src/api/sessions.ts";

import { createStopStore } from "./stop-store.ts";

/** What a person can stop: a session, by the name of its robot. */
export type StopTarget = Pick<Session, "id" | "robotName" | "emergencyStopLocation">;

/** One for the whole tab, so that a stop outlives the page it was pressed on, and the sign-in too. */
export const stops = createStopStore({ send: requestStop, look: lookAtStop, now: serverNow });

export const subjectOf = (target: Pick<StopTarget, "robotName"> | undefined) => target?.robotName ?? t`a session without a robot`;

/** Sends a software stop now and repeats it until the robot has acknowledged. For any control that stops one session. */
export const stopSession = (target: StopTarget) =>
  stops.press(target.id, { subject: subjectOf(target), stopLocation: target.emergencyStopLocation });

let applying: readonly StopTarget[] = [];

/** The sessions that apply actions, as this tab knows them; kept when it may know nothing more of them. */
export const rememberApplying = (sessions: readonly StopTarget[]): void => void (applying = sessions);
export const lastApplying = (): readonly StopTarget[] => applying;
