import { convexQuery } from "@convex-dev/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { act, type SessionId } from "#src/api/sessions.ts";

export type Presence = FunctionReturnType<typeof api.sessions.presence>;

/** The code that the robot of a session was asked to show last, without the code; null when none was. */
export const presenceQuery = (id: SessionId) => queryOptions({ ...convexQuery(api.sessions.presence, { id }) });

/** Lets the robot show a code to whoever stands at it. Sent once, as whoever asked may have left by the time a late request arrives. */
export const askPresenceNow = (id: SessionId) => act(api.sessions.askPresence, { id });

/** What a person read at the robot. Sent once: each wrong one is counted. */
export const provePresenceNow = (id: SessionId, code: string) => act(api.sessions.provePresence, { id, code });
