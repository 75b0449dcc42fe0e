import { v } from "convex/values";

import { stopFacts } from "../sessions/shapes";
import { mode, nullable, sessionStatus } from "../shapes";

/** Where a session stands, for the robot's agent and for keys. */
export const sessionState = { sessionId: v.id("sessions"), status: sessionStatus, mode, version: v.number() };

/** After a promote or a demote; epoch ms. */
export const promotedState = { ...sessionState, leaseExpiresAt: nullable(v.number()), budgetEndsAt: nullable(v.number()) };

/** Where the hardware emergency stop is stands beside what is known of the software stop. */
export const stoppedState = { ...sessionState, stop: v.object({ ...stopFacts.fields, emergencyStopLocation: nullable(v.string()) }) };

/** `receiptId`: null where an earlier close has no receipt yet. */
export const closedState = { ...sessionState, closeReason: v.string(), receiptId: nullable(v.id("receipts")) };
