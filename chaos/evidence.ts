import type { Entry } from "./black-box.ts";
import type { Deed } from "./operator.ts";
import type { Records } from "./records.ts";
import type { Who } from "./schedule.ts";
import type { ClaimedBy, Starved } from "./starvation.ts";

/** A time, shared monotonic ms, in which something kept an arm from being reached, or from reaching. */
export type Outage = { from: number; until: number; of: "host" | Who };

/** What a page showed of a session and of its stop, from `at` to `until`, epoch ms. */
export type Claim = {
  who: string;
  by: ClaimedBy;
  at: number;
  until: number;
  sessionId: string | null;
  mode: string | null;
  /** It said itself that this is only the last known. */
  isOld: boolean;
  /** The headline of the report of a software stop. */
  stop: string | null;
  /** On the sign-in page: whether it says that an arm may still move. Null elsewhere. */
  warns: boolean | null;
};

/** Everything an observer may look at after a run. */
export type Evidence = {
  arms: { robotId: string; entries: Entry[] }[];
  deeds: Deed[];
  /** Of operators with a browser, and what the stop panel of the others showed. */
  claims: Claim[];
  /** How many requests to promote left each operator. */
  promotesSent: { who: string; count: number }[];
  /** When an operator had no sign-in, shared monotonic ms: from the host's word that it is over to the first request for a new one. */
  signedOut: { who: string; from: number; until: number }[];
  /** How long what shows the claims waited for a processor, in order of time. */
  starved: Starved[];
  records: Records;
  outages: Outage[];
  /** Epoch ms of shared time 0, on the machine's wall clock, which is also the host's. */
  wallOffsetMs: number;
  heartbeatMs: number;
};
