import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

import type { Breath } from "../mutations/breath.ts";
import type { Call, QueryRun } from "../calls/call.ts";
import { intersects } from "../engine/read-set.ts";
import { SubscriptionIndex } from "../engine/subscription-index.ts";
import type { Engine, Flushed, Transaction, WriteSet } from "../engine/types.ts";
import { messageOf, type Log } from "../operation/log.ts";
import { messageTail, SharedQuery, type Listener, type Subscription } from "./shared-query.ts";

export type { Listener, Subscription } from "./shared-query.ts";

const RETRY_MS = 1000;

/** Queries of a round that run at once, so that one that waits does not hold up the others. More would lengthen the slices. */
const WORKERS = 4;

/**
 * Keeps the results of followed queries true. Work is done in rounds: a round takes one snapshot, re-runs at it every query
 * that a write has touched since, and then tells listeners that all their queries are valid at that timestamp. Writes that
 * arrive meanwhile wait for the next round, so no load of writes can starve listeners. A listener none of whose queries is
 * touched does not wait for a round: all that it was told is true at the newest timestamp.
 */
export class Subscriptions {
  private readonly engine: Engine;
  private readonly runQuery: (tx: Transaction, call: Call, journal: string | null) => Promise<QueryRun>;
  private readonly log: Log;
  private readonly queries = new Map<string, SharedQuery>();
  /** Functions that have asked who calls them, once at least; from then on every user has a query of their own. */
  private readonly personal = new Set<string>();
  private readonly index = new SubscriptionIndex<SharedQuery>();
  private dirty = new Set<SharedQuery>();
  private waiting = new Set<Listener>();
  /** Writes flushed since the running round took its snapshot. */
  private recentWrites: WriteSet[] = [];
  /** Whom the running round will tell. */
  private toTell = new Set<Listener>();
  private isRunning = false;
  private isTelling = false;
  private isClosed = false;
  private readonly breath: Breath;
  /** Runs of queries since the start, for the metrics. */
  runs = 0;

  constructor(
    engine: Engine,
    runQuery: (tx: Transaction, call: Call, journal: string | null) => Promise<QueryRun>,
    log: Log,
    breath: Breath,
  ) {
    this.breath = breath;
    this.engine = engine;
    this.runQuery = runQuery;
    this.log = log;
  }

  get size(): number {
    return this.queries.size;
  }

  /**
   * Follows a query. The listener is told when its first result is there.
   *
   * @param journal what an earlier run answered; keeps pages of a paginated query at their place
   */
  subscribe(call: Call, journal: string | null, listener: Listener): Subscription {
    const query = this.queryFor(call, journal);
    const subscription: Subscription = { query, listener, caller: call.caller, sentRevision: 0 };
    query.subscriptions.add(subscription);
    this.awaitTurn(listener);
    return subscription;
  }

  private queryFor(call: Call, journal: string | null): SharedQuery {
    const isCommon = !this.personal.has(call.path);
    const { caller } = call;
    // Administrators may call more, and are shown more of a failure, so they share with nobody else.
    const who = isCommon ? caller.kind === "admin" : caller.kind === "none" ? "" : `${caller.kind} ${JSON.stringify(caller.identity)}`;
    const key = JSON.stringify([call.path, call.args, who, journal]);
    const query = this.queries.get(key) ?? new SharedQuery(key, call, isCommon, journal);
    this.queries.set(key, query);
    if (query.run === null) this.dirty.add(query);
    return query;
  }

  /** Gives everybody who follows a query that asked who calls it one of their own; its result is dropped. */
  private split(query: SharedQuery): void {
    this.personal.add(query.call.path);
    for (const subscription of query.subscriptions) {
      const journal = query.run?.journal ?? query.startJournal;
      subscription.query = this.queryFor({ ...query.call, caller: subscription.caller }, journal);
      subscription.query.subscriptions.add(subscription);
      subscription.sentRevision = 0;
      // Told in the round that runs it.
      this.waiting.add(subscription.listener);
    }
    query.subscriptions.clear();
    this.dirty.delete(query);
    if (this.queries.get(query.key) === query) this.queries.delete(query.key);
  }

  unsubscribe(subscription: Subscription): void {
    const { query } = subscription;
    query.subscriptions.delete(subscription);
    if (query.subscriptions.size > 0) return;
    this.forgetReads(query);
    this.dirty.delete(query);
    if (this.queries.get(query.key) === query) this.queries.delete(query.key);
  }

  /** Tells the listener as soon as its queries are valid at a timestamp of now or later, even if nothing changes. */
  awaitTurn(listener: Listener): void {
    this.waiting.add(listener);
    this.tellSoon();
    if (this.dirty.size > 0) this.start();
  }

  /** Must be called for every flush, right after it. */
  flushed({ writeSet }: Flushed): void {
    if (this.isRunning) this.recentWrites.push(writeSet);
    for (const query of this.index.affected(writeSet)) {
      query.isStale = true;
      this.dirty.add(query);
    }
    if (this.dirty.size > 0) this.start(true);
  }

  /** Runs every followed query again, for what they may have read besides the data has changed. */
  refresh(): void {
    for (const query of this.queries.values()) {
      query.isStale = true;
      this.dirty.add(query);
    }
    if (this.dirty.size > 0) this.start();
  }

  leave(listener: Listener): void {
    this.toTell.delete(listener);
    this.waiting.delete(listener);
  }

  close(): void {
    this.isClosed = true;
  }

  /** @param isAfterFlush whoever wrote has waited already, and is answered first */
  private start(isAfterFlush = false): void {
    if (this.isRunning || this.isClosed) return;
    this.isRunning = true;
    void this.work(isAfterFlush);
  }

  private async work(isAfterFlush: boolean): Promise<void> {
    try {
      // Requests that arrived together join one round.
      await (isAfterFlush ? new Promise((resolve) => process.nextTick(resolve)) : nextTurn());
      while (this.dirty.size > 0 && !this.isClosed) {
        await this.round();
        await nextTurn();
      }
    } finally {
      this.isRunning = false;
    }
  }

  private tellSoon(): void {
    if (this.isTelling || this.isClosed) return;
    this.isTelling = true;
    setImmediate(() => {
      this.isTelling = false;
      for (const listener of [...this.waiting, ...this.toTell]) {
        if (!listener.isCurrent()) continue;
        this.waiting.delete(listener);
        this.toTell.delete(listener);
        listener.settled(this.engine.lastTs);
      }
    });
  }

  private async round(): Promise<void> {
    const batch = [...this.dirty];
    this.toTell = this.waiting;
    const ts = this.engine.lastTs;
    this.dirty = new Set();
    this.waiting = new Set();
    this.recentWrites = [];
    // All at once, so that they see one and the same snapshot whatever is flushed before their turn comes.
    const work = batch.map((query) => ({ query, tx: this.engine.begin("query") }));
    let next = 0;
    const worker = async () => {
      for (let item = work[next++]; item !== undefined; item = work[next++]) {
        for (let pause = this.breath.pause; pause !== null; pause = this.breath.pause) await pause;
        await this.rerun(item.query, item.tx);
      }
    };
    this.breath.begin();
    try {
      await Promise.all(Array.from({ length: Math.min(WORKERS, work.length) }, worker));
    } catch (error) {
      // Not a failed query, which is a result, but the host's own failure. Nobody may be left with old data.
      this.log("error", "round_failed", { message: messageOf(error) });
      for (const { query } of work) if (query.isStale && query.subscriptions.size > 0) this.dirty.add(query);
      for (const listener of this.toTell) this.waiting.add(listener);
      await delay(RETRY_MS);
      return;
    } finally {
      this.breath.end();
      for (const { tx } of work) tx.close();
    }
    const toTell = [...this.toTell];
    this.toTell.clear();
    for (const listener of toTell) listener.settled(listener.isCurrent() ? this.engine.lastTs : ts);
    this.tellSoon();
  }

  private async rerun(query: SharedQuery, tx: Transaction): Promise<void> {
    if (query.subscriptions.size === 0) return;
    this.forgetReads(query);
    this.runs += 1;
    const run = await this.runQuery(tx, query.call, query.run?.journal ?? query.startJournal);
    tx.close();
    // Everybody may have left while it ran.
    if (query.subscriptions.size === 0) return;
    if (query.isCommon && run.isPersonal) return this.split(query);
    query.handle = this.index.add(run.readSet, query);
    query.isStale = this.dirty.has(query) || this.recentWrites.some((writeSet) => intersects(run.readSet, writeSet));
    if (query.isStale) this.dirty.add(query);
    query.run = run;
    const message = messageTail(run);
    if (message !== query.message) {
      query.message = message;
      query.revision += 1;
    }
    for (const subscription of query.subscriptions) {
      if (subscription.sentRevision !== query.revision) this.toTell.add(subscription.listener);
    }
    this.tellSoon();
  }

  private forgetReads(query: SharedQuery): void {
    if (query.handle !== null) this.index.remove(query.handle);
    query.handle = null;
  }
}
