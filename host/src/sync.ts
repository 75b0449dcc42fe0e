import type { Duplex } from "node:stream";

import type { WebSocket } from "ws";

import { AuthFailure, nobody, type Authenticator, type Caller } from "./auth.ts";
import { BadMessage, parseClientMessage, type ClientMessage, type QueryChange } from "./client-message.ts";
import type { Engine } from "./engine/types.ts";
import { canonicalPath } from "./functions.ts";
import { messageOf, type Log } from "./log.ts";
import { NotRun, type MutationQueue } from "./mutations.ts";
import { Outbox } from "./outbox.ts";
import type { Runtime } from "./runtime.ts";
import { actionAnswer, mutationAnswer, transition } from "./server-message.ts";
import { Settlement } from "./settlement.ts";
import type { Listener, Subscription, Subscriptions } from "./subscriptions.ts";
import { decodeTs, initialVersion, type StateVersion } from "./versions.ts";

export interface SyncParts {
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly mutations: MutationQueue;
  readonly subscriptions: Subscriptions;
  readonly authenticator: Authenticator;
  readonly log: Log;
}

/** Beyond this no further transitions are made until the client has read: it will get the newest state then. */
const BEHIND_BYTES = 1024 * 1024;
/** Beyond this the client's own messages are not read either. */
const PAUSE_BYTES = 4 * 1024 * 1024;
const MAX_IN_FLIGHT = 1024;
const MAX_QUERIES = 4096;
/** How long a client may leave everything unread. */
const MAX_BEHIND_MS = 30_000;
const MAX_CLOCK_LEAD_MS = 3_600_000;

/** How long a socket that is given up stays open, so that its client can read why. */
const LINGER_MS = 1000;

/** Silence after which a ping is due; the clients give up after 30 to 60 s without a message. */
const PING_AFTER_MS = 14_000;

/** One client's WebSocket: the state machine of the sync protocol. */
export class SyncSession implements Listener {
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly outbox: Outbox;
  private readonly from: string;
  private readonly parts: SyncParts;
  private readonly queries = new Map<number, Subscription>();
  private removed: number[] = [];
  private told: StateVersion = initialVersion;
  private querySet = 0;
  private identity = 0;
  private caller: Caller = nobody;
  private sessionId: string | null = null;
  private isReconnect = false;
  private inFlight = 0;
  /** The client believes the answer of a mutation when a transition comes after it, even one that changes nothing. */
  private owesTransition = false;
  private readonly settlement = new Settlement();
  private isPaused = false;
  private behindSince: number | null = null;
  private isAlive = true;
  private isClosed = false;
  private lastSentAt = Date.now();
  private expiry: NodeJS.Timeout | undefined;
  /** Messages are handled strictly in order, though checking a token takes time: what came meanwhile. Null: nothing is checked. */
  private unread: (string | null)[] | null = null;

  /**
   * @param stream what the socket writes to
   * @param from the address of the client
   */
  constructor(socket: WebSocket, stream: Duplex, parts: SyncParts, from: string) {
    this.from = from;
    this.socket = socket;
    this.stream = stream;
    this.outbox = new Outbox(socket, stream, () => this.drained());
    this.parts = parts;
    socket.on("message", (data, isBinary) => this.receive(isBinary || !Buffer.isBuffer(data) ? null : data.toString("utf8")));
    socket.on("pong", () => this.confirm());
    socket.on("close", () => this.end());
    // Without a listener a broken frame would end the process.
    socket.on("error", () => this.letGo());
  }

  /** Ends a socket whose frames cannot be read on. Nothing more is read from it, and the client has a moment to see why. */
  private letGo(): void {
    this.end();
    // The library resumes it, to throw away what comes, after this event.
    setImmediate(() => this.stream.pause());
    setTimeout(() => this.socket.terminate(), LINGER_MS).unref();
  }

  /** Call regularly: keeps the connection awake and drops clients that are gone or do not read. */
  heartbeat(now: number): void {
    const isStuck = this.behindSince !== null && now - this.behindSince > MAX_BEHIND_MS;
    if (!this.isAlive || isStuck) {
      this.parts.log("info", "client_dropped", { reason: isStuck ? "did not read" : "did not answer" });
      this.socket.terminate();
      return;
    }
    // A client that has unread data may be slow to pong; whether it is stuck is seen above.
    this.isAlive = this.behindSince !== null || this.isPaused;
    this.settlement.pinged();
    this.outbox.flush();
    this.socket.ping();
    if (now - this.lastSentAt >= PING_AFTER_MS) this.send('{"type":"Ping"}');
  }

  private confirm(): void {
    this.isAlive = true;
    if (this.isClosed || this.sessionId === null) return;
    const arrived = this.settlement.ponged();
    if (arrived.length === 0) return;
    // Without it they are deleted when they are old.
    this.parts.mutations.forget(this.sessionId, arrived).catch((error: unknown) => this.parts.log("warn", "records_kept", { message: messageOf(error) }));
  }

  /** Asks the client to come back later. Nothing more is taken from it. */
  restart(): void {
    this.close(1012, "InternalServerError");
    this.end();
  }

  private close(code: number, reason: string): void {
    this.outbox.flush();
    this.socket.close(code, reason);
  }

  isCurrent(): boolean {
    for (const { query } of this.queries.values()) if (query.isStale) return false;
    return true;
  }

  settled(ts: bigint): void {
    if (this.isClosed || (ts <= this.told.ts && !this.hasNews())) return;
    // What is true at an earlier time than the client was told of must not be sent as true now.
    if (ts < this.told.ts) return this.parts.subscriptions.awaitTurn(this);
    if (this.outbox.waiting > BEHIND_BYTES) {
      this.behindSince ??= Date.now();
      return;
    }
    const changes: string[] = [];
    for (const [queryId, subscription] of this.queries) {
      const { revision, message } = subscription.query;
      // Added while the round ran; the next round has it.
      if (revision === 0) return this.parts.subscriptions.awaitTurn(this);
      if (subscription.sentRevision !== revision) changes.push(`{"queryId":${queryId}${message}`);
    }
    for (const subscription of this.queries.values()) subscription.sentRevision = subscription.query.revision;
    for (const queryId of this.removed.splice(0)) changes.push(`{"type":"QueryRemoved","queryId":${queryId}}`);
    const next: StateVersion = { querySet: this.querySet, identity: this.identity, ts };
    this.send(transition(this.told, next, changes));
    this.told = next;
    this.owesTransition = false;
    this.settlement.reached(ts);
  }

  private hasNews(): boolean {
    if (this.owesTransition || this.querySet !== this.told.querySet || this.identity !== this.told.identity) return true;
    for (const { query, sentRevision } of this.queries.values()) if (query.revision !== sentRevision) return true;
    return false;
  }

  private receive(text: string | null): void {
    if (this.isClosed) return;
    if (this.unread !== null) return void this.unread.push(text);
    try {
      if (text === null) throw new BadMessage("Binary messages are not part of the protocol");
      const checking = this.handle(parseClientMessage(text));
      if (checking !== undefined) void this.receiveAfter(checking);
    } catch (error) {
      this.refuse(error);
    }
  }

  private async receiveAfter(checking: Promise<void>): Promise<void> {
    const unread: (string | null)[] = [];
    this.unread = unread;
    try {
      await checking;
    } catch (error) {
      this.refuse(error);
    }
    this.unread = null;
    for (const text of unread) this.receive(text);
  }

  private refuse(error: unknown): void {
    if (error instanceof BadMessage) return this.fail(error.message);
    this.parts.log("error", "session_failed", { message: messageOf(error) });
    this.close(1011, "InternalServerError");
  }

  private handle(message: ClientMessage): Promise<void> | void {
    if (message.type !== "Connect" && message.type !== "Event" && this.sessionId === null) throw new BadMessage("The first message must be Connect");
    switch (message.type) {
      case "Connect":
        return this.connect(message);
      case "ModifyQuerySet":
        if (message.baseVersion !== this.querySet) throw new BadMessage(`The query set is at version ${this.querySet}, not ${message.baseVersion}`);
        for (const change of message.changes) this.changeQuery(change);
        this.querySet = message.newVersion;
        return this.parts.subscriptions.awaitTurn(this);
      case "Authenticate":
        return this.authenticate(message);
      case "Mutation":
        return this.mutate(message);
      case "Action":
        return this.act(message);
      case "Event":
        return;
      default:
        message satisfies never;
    }
  }

  private connect({ sessionId, connectionCount, maxObservedTimestamp }: ClientMessage & { type: "Connect" }): void {
    if (this.sessionId !== null) throw new BadMessage("Connect may come only once");
    if (sessionId.length === 0 || sessionId.length > 128) throw new BadMessage("The session id is not valid");
    this.sessionId = sessionId;
    this.isReconnect = connectionCount > 0;
    // A client that saw later times knew an earlier life of this data folder. A time far ahead is a mistake and must not become ours.
    const observed = maxObservedTimestamp === null ? null : decodeTs(maxObservedTimestamp);
    if (observed !== null && observed > this.parts.engine.lastTs && observed < BigInt(Date.now() + MAX_CLOCK_LEAD_MS) * 1_000_000n) this.parts.engine.advanceClock(observed);
  }

  private changeQuery(change: QueryChange): void {
    const earlier = this.queries.get(change.queryId);
    if (change.type === "Remove") {
      if (earlier === undefined) return;
      this.queries.delete(change.queryId);
      this.parts.subscriptions.unsubscribe(earlier);
      this.removed.push(change.queryId);
      return;
    }
    if (earlier !== undefined) throw new BadMessage(`The query ${change.queryId} is there already`);
    if (this.queries.size >= MAX_QUERIES) throw new BadMessage(`A client may follow at most ${MAX_QUERIES} queries`);
    const call = { path: canonicalPath(change.path), args: change.args, caller: this.caller };
    this.queries.set(change.queryId, this.parts.subscriptions.subscribe(call, change.journal, this));
  }

  private async authenticate({ baseVersion, tokenType, value, actingAs }: ClientMessage & { type: "Authenticate" }): Promise<void> {
    if (baseVersion !== this.identity) throw new BadMessage(`The identity is at version ${this.identity}, not ${baseVersion}`);
    try {
      const { authenticator } = this.parts;
      this.caller = tokenType === "None" ? nobody : tokenType === "Admin" ? authenticator.fromAdminKey(value, actingAs) : await authenticator.fromToken(value);
    } catch (error) {
      if (!(error instanceof AuthFailure)) this.parts.log("warn", "auth_provider_failed", { message: messageOf(error) });
      return this.refuseIdentity(error instanceof AuthFailure ? error.message : "The token could not be checked", true);
    }
    if (this.isClosed) return;
    this.identity += 1;
    this.armExpiry();
    // Every query runs again as the new user. New subscriptions come first, so that shared queries survive.
    for (const [queryId, old] of this.queries) {
      const call = { ...old.query.call, caller: this.caller };
      this.queries.set(queryId, this.parts.subscriptions.subscribe(call, old.query.run?.journal ?? old.query.startJournal, this));
      this.parts.subscriptions.unsubscribe(old);
    }
    this.parts.subscriptions.awaitTurn(this);
  }

  private armExpiry(): void {
    clearTimeout(this.expiry);
    if (this.caller.kind !== "user") return;
    const left = this.caller.expiresAt - Date.now();
    // A timer of more than 24 days would fire at once.
    this.expiry = setTimeout(() => this.checkIdentity() && this.armExpiry(), Math.min(Math.max(left, 0) + 10, 86_400_000));
  }

  /** False, and the client is told, when the user's token has run out. */
  private checkIdentity(): boolean {
    if (this.caller.kind !== "user" || this.caller.expiresAt > Date.now()) return true;
    this.refuseIdentity("The token has expired", false);
    return false;
  }

  private refuseIdentity(error: string, authUpdateAttempted: boolean): void {
    this.send(JSON.stringify({ type: "AuthError", error, baseVersion: this.identity, authUpdateAttempted }));
    this.close(1000, "AuthError");
    this.end();
  }

  private mutate({ requestId, path, args }: ClientMessage & { type: "Mutation" | "Action" }): void {
    if (this.sessionId === null || !this.mayCall()) return;
    this.begin();
    // Only a client that was connected before can send a mutation for the second time.
    const once = { sessionId: this.sessionId, requestId, mayRepeat: this.isReconnect };
    this.parts.mutations.submit({ path, args, caller: this.caller, from: this.from }, once).then(
      ({ outcome, ts }) => {
        this.finish();
        this.send(mutationAnswer(requestId, outcome, ts));
        if (!outcome.ok) return;
        this.settlement.answer(requestId, ts);
        this.owesTransition = true;
        if (!this.isClosed) this.parts.subscriptions.awaitTurn(this);
      },
      (error: unknown) => {
        this.finish();
        // A failure would be final, but a client that comes back sends it again by itself.
        if (error instanceof NotRun) return this.restart();
        this.send(mutationAnswer(requestId, { ok: false, failure: { message: messageOf(error) }, logLines: [] }, 0n));
      },
    );
  }

  private act({ requestId, path, args }: ClientMessage & { type: "Mutation" | "Action" }): void {
    if (!this.mayCall()) return;
    this.begin();
    void this.parts.runtime.runAction({ path, args, caller: this.caller, from: this.from }).then((outcome) => {
      this.finish();
      this.send(actionAnswer(requestId, outcome));
    });
  }

  /** False when the session has ended or its user's token has run out. */
  private mayCall(): boolean {
    return !this.isClosed && this.checkIdentity();
  }

  private begin(): void {
    this.inFlight += 1;
    if (this.inFlight >= MAX_IN_FLIGHT) this.pause();
  }

  private finish(): void {
    this.inFlight -= 1;
    this.resume();
  }

  private send(message: string): void {
    if (this.isClosed || this.socket.readyState !== this.socket.OPEN) return;
    this.lastSentAt = Date.now();
    this.outbox.push(message);
    if (this.outbox.waiting > PAUSE_BYTES) {
      this.behindSince ??= Date.now();
      this.pause();
    }
  }

  private drained(): void {
    if (this.isClosed || this.behindSince === null || this.outbox.waiting > BEHIND_BYTES / 2) return;
    this.behindSince = null;
    this.resume();
    this.parts.subscriptions.awaitTurn(this);
  }

  private pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.socket.pause();
  }

  private resume(): void {
    if (!this.isPaused || this.inFlight > MAX_IN_FLIGHT / 2 || this.behindSince !== null) return;
    this.isPaused = false;
    this.socket.resume();
  }

  private fail(error: string): void {
    this.send(JSON.stringify({ type: "FatalError", error }));
    this.close(1002, "ProtocolError");
    this.end();
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.expiry);
    for (const subscription of this.queries.values()) this.parts.subscriptions.unsubscribe(subscription);
    this.queries.clear();
    this.parts.subscriptions.leave(this);
  }
}
