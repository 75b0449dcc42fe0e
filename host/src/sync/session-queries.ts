import type { Caller } from "../calls/auth.ts";
import { BadMessage, type QueryChange } from "./client-message.ts";
import { canonicalPath } from "../functions/functions.ts";
import type { Listener, Subscription, Subscriptions } from "./subscriptions.ts";

const MAX_QUERIES = 4096;

/** The queries that one client follows. */
export class SessionQueries {
  private readonly subscriptions: Subscriptions;
  private readonly listener: Listener;
  private readonly queries = new Map<number, Subscription>();
  private removed: number[] = [];

  /** @param listener who is told when they have run */
  constructor(subscriptions: Subscriptions, listener: Listener) {
    this.subscriptions = subscriptions;
    this.listener = listener;
  }

  /** Takes a query in or gives one up. Throws BadMessage where the client may not. */
  change(change: QueryChange, caller: Caller): void {
    const earlier = this.queries.get(change.queryId);
    if (change.type === "Remove") {
      if (earlier === undefined) return;
      this.queries.delete(change.queryId);
      this.subscriptions.unsubscribe(earlier);
      this.removed.push(change.queryId);
      return;
    }
    if (earlier !== undefined) throw new BadMessage(`The query ${change.queryId} is there already`);
    if (this.queries.size >= MAX_QUERIES) throw new BadMessage(`A client may follow at most ${MAX_QUERIES} queries`);
    const call = { path: canonicalPath(change.path), args: change.args, caller };
    this.queries.set(change.queryId, this.subscriptions.subscribe(call, change.journal, this.listener));
  }

  /** Every query runs again as another user. New subscriptions come first, so that shared queries survive. */
  runAgainAs(caller: Caller): void {
    for (const [queryId, old] of this.queries) {
      const call = { ...old.query.call, caller };
      this.queries.set(queryId, this.subscriptions.subscribe(call, old.query.run?.journal ?? old.query.startJournal, this.listener));
      this.subscriptions.unsubscribe(old);
    }
  }

  isCurrent(): boolean {
    for (const { query } of this.queries.values()) if (query.isStale) return false;
    return true;
  }

  hasNews(): boolean {
    for (const { query, sentRevision } of this.queries.values()) if (query.revision !== sentRevision) return true;
    return false;
  }

  /** What the client was not told yet, as the modifications of a transition, which counts as told. Null: a query was added while the round ran; the next round has it. */
  takeNews(): string[] | null {
    const changes: string[] = [];
    for (const [queryId, subscription] of this.queries) {
      const { revision, message } = subscription.query;
      if (revision === 0) return null;
      if (subscription.sentRevision !== revision) changes.push(`{"queryId":${queryId}${message}`);
    }
    for (const subscription of this.queries.values()) subscription.sentRevision = subscription.query.revision;
    for (const queryId of this.removed.splice(0)) changes.push(`{"type":"QueryRemoved","queryId":${queryId}}`);
    return changes;
  }

  end(): void {
    for (const subscription of this.queries.values()) this.subscriptions.unsubscribe(subscription);
    this.queries.clear();
  }
}
