import type { Caller } from "../calls/auth.ts";
import type { Call, QueryRun } from "../calls/call.ts";
import type { SubscriptionIndex } from "../engine/subscription-index.ts";

/** Somebody who follows queries, usually one socket. */
export interface Listener {
  /** True when none of the listener's queries waits to be run again. */
  isCurrent(): boolean;
  /** Every query of the listener is now valid at `ts`: whoever was told less may be told so. */
  settled(ts: bigint): void;
}

/** One listener's interest in one query. */
export interface Subscription {
  /** Another one when a query that was common turns out to ask who calls it. */
  query: SharedQuery;
  readonly listener: Listener;
  readonly caller: Caller;
  /** The revision that the listener has sent on; it is the listener's to keep. */
  sentRevision: number;
}

type IndexHandle = ReturnType<SubscriptionIndex<SharedQuery>["add"]>;

/**
 * A query with given arguments, run once for all who follow it: whoever they are while it never asks who calls it, as on
 * Convex, else for one user.
 */
export class SharedQuery {
  readonly key: string;
  /** The caller is one of those who follow it, or did. */
  readonly call: Call;
  readonly isCommon: boolean;
  readonly startJournal: string | null;
  readonly subscriptions = new Set<Subscription>();
  /** Counts the results that differed from the one before; 0 before the first. */
  revision = 0;
  /** The result as the tail of a message, after its `queryId`. */
  message = "";
  run: QueryRun | null = null;
  /** A write has touched it since the snapshot of its last run, or it has not run yet. */
  isStale = true;
  handle: IndexHandle | null = null;

  constructor(key: string, call: Call, isCommon: boolean, startJournal: string | null) {
    this.key = key;
    this.call = call;
    this.isCommon = isCommon;
    this.startJournal = startJournal;
  }
}

/** The result of a run as the tail of a message, after the `queryId`. */
export function messageTail({ outcome, journal }: QueryRun): string {
  const tail = `,"logLines":${JSON.stringify(outcome.logLines)},"journal":${JSON.stringify(journal)}}`;
  if (outcome.ok) return `,"type":"QueryUpdated","value":${outcome.value}${tail}`;
  const { message, data } = outcome.failure;
  // Any errorData, even null, makes the client build a ConvexError.
  return `,"type":"QueryFailed","errorMessage":${JSON.stringify(message)}${data === undefined ? "" : `,"errorData":${JSON.stringify(data)}`}${tail}`;
}
