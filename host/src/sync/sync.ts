import type { Duplex } from "node:stream";

import type { WebSocket } from "ws";

import { AuthFailure } from "../calls/auth-failure.ts";
import { BadMessage, type ClientMessage } from "./client-message.ts";
import { HostError } from "../calls/failure.ts";
import { messageOf } from "../operation/log.ts";
import { NotRun } from "../mutations/errors.ts";
import type { MutationAnswer, OnceClient } from "../mutations/mutations.ts";
import { actionAnswer, mutationAnswer, transition } from "./server-message.ts";
import { SessionFlow } from "./session-flow.ts";
import { SessionIdentity } from "./session-identity.ts";
import { SessionInbox } from "./session-inbox.ts";
import { SessionQueries } from "./session-queries.ts";
import { Settlement } from "./settlement.ts";
import type { Listener } from "./subscriptions.ts";
import type { SyncParts } from "./sync-parts.ts";
import { advanceTo, initialVersion, type StateVersion } from "./versions.ts";

/** How long a socket that is given up stays open, so that its client can read why. */
const LINGER_MS = 1000;
/** Silence after which a ping is due; the clients give up after 30 to 60 s without a message. */
const PING_AFTER_MS = 14_000;

/** One client's WebSocket: the state machine of the sync protocol. */
export class SyncSession implements Listener {
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly from: string;
  private readonly parts: SyncParts;
  private readonly inbox: SessionInbox;
  private readonly flow: SessionFlow;
  private readonly queries: SessionQueries;
  private readonly identity: SessionIdentity;
  private told: StateVersion = initialVersion;
  private querySet = 0;
  private once: OnceClient | null = null;
  /** The client believes the answer of a mutation when a transition comes after it, even one that changes nothing. */
  private owesTransition = false;
  private readonly settlement = new Settlement();
  private isAlive = true;
  private isClosed = false;

  /** @param stream what the socket writes to; `from` is the address of the client */
  constructor(socket: WebSocket, stream: Duplex, parts: SyncParts, from: string) {
    this.from = from;
    this.socket = socket;
    this.stream = stream;
    this.parts = parts;
    this.inbox = new SessionInbox(
      // What is long waits until this address may send it.
      (text) => (this.identity.caller.kind === "admin" ? undefined : this.flow.heldDuring(parts.longCalls.begin(from).parse(text))),
      (message) => this.handle(message),
      (error) => this.refuse(error),
    );
    this.flow = new SessionFlow(socket, stream, () => this.parts.subscriptions.awaitTurn(this));
    this.queries = new SessionQueries(parts.subscriptions, this);
    this.identity = new SessionIdentity(parts.authenticator, parts.log, () => this.refuseIdentity("The token has expired", false));
    socket.on("message", (data, isBinary) => this.inbox.receive(isBinary || !Buffer.isBuffer(data) ? null : data.toString("utf8")));
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
    const isStuck = this.flow.hasStoppedReading(now);
    if (!this.isAlive || isStuck) {
      this.parts.log("info", "client_dropped", { reason: isStuck ? "did not read" : "did not answer" });
      this.socket.terminate();
      return;
    }
    // Whether such a client is stuck is seen above.
    this.isAlive = this.flow.isHeldUp;
    this.settlement.pinged();
    this.flow.outbox.flush();
    this.socket.ping();
    if (now - this.flow.lastSentAt >= PING_AFTER_MS) this.flow.send('{"type":"Ping"}');
  }

  private confirm(): void {
    this.isAlive = true;
    const arrived = this.isClosed ? [] : this.settlement.ponged();
    if (arrived.length === 0) return;
    // Without it they are deleted when they are old.
    this.parts.mutations.forget(arrived).catch((error: unknown) => this.parts.log("warn", "records_kept", { message: messageOf(error) }));
  }

  /** Asks the client to come back later. Nothing more is taken from it. */
  restart(reason = "InternalServerError"): void {
    this.flow.close(1012, reason);
    this.end();
  }

  isCurrent(): boolean {
    return this.queries.isCurrent();
  }

  settled(ts: bigint): void {
    if (this.isClosed || (ts <= this.told.ts && !this.hasNews())) return;
    // What is true at an earlier time than the client was told of must not be sent as true now.
    if (ts < this.told.ts) return this.parts.subscriptions.awaitTurn(this);
    if (!this.flow.mayTell()) return;
    const changes = this.queries.takeNews();
    if (changes === null) return this.parts.subscriptions.awaitTurn(this);
    const next: StateVersion = { querySet: this.querySet, identity: this.identity.version, ts };
    this.flow.send(transition(this.told, next, changes));
    this.told = next;
    this.owesTransition = false;
    this.settlement.reached(ts);
  }

  private hasNews(): boolean {
    return (
      this.owesTransition || this.querySet !== this.told.querySet || this.identity.version !== this.told.identity || this.queries.hasNews()
    );
  }

  private refuse(error: unknown): void {
    if (error instanceof BadMessage) return this.fail(error.message);
    // A reason after which the clients wait longer before they come back.
    if (error instanceof HostError) return this.restart("TooManyConcurrentRequests");
    this.parts.log("error", "session_failed", { message: messageOf(error) });
    this.flow.close(1011, "InternalServerError");
  }

  private handle(message: ClientMessage): Promise<void> | void {
    if (message.type !== "Connect" && message.type !== "Event" && this.once === null)
      throw new BadMessage("The first message must be Connect");
    switch (message.type) {
      case "Connect":
        return this.connect(message);
      case "ModifyQuerySet":
        if (message.baseVersion !== this.querySet)
          throw new BadMessage(`The query set is at version ${this.querySet}, not ${message.baseVersion}`);
        for (const change of message.changes) this.queries.change(change, this.identity.caller);
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
    if (this.once !== null) throw new BadMessage("Connect may come only once");
    if (sessionId.length === 0 || sessionId.length > 128) throw new BadMessage("The session id is not valid");
    this.once = this.parts.clients.connect(sessionId, connectionCount === 0);
    if (maxObservedTimestamp !== null) advanceTo(this.parts.engine, maxObservedTimestamp);
  }

  private async authenticate(message: ClientMessage & { type: "Authenticate" }): Promise<void> {
    if (message.baseVersion !== this.identity.version)
      throw new BadMessage(`The identity is at version ${this.identity.version}, not ${message.baseVersion}`);
    try {
      const caller = await this.identity.verified(message);
      if (this.isClosed) return;
      this.identity.become(caller);
    } catch (error) {
      if (error instanceof AuthFailure) return this.refuseIdentity(error.message, true);
      throw error;
    }
    this.queries.runAgainAs(this.identity.caller);
    this.parts.subscriptions.awaitTurn(this);
  }

  private refuseIdentity(error: string, authUpdateAttempted: boolean): void {
    this.flow.send(JSON.stringify({ type: "AuthError", error, baseVersion: this.identity.version, authUpdateAttempted }));
    this.flow.close(1000, "AuthError");
    this.end();
  }

  private mutate({ requestId, path, args }: ClientMessage & { type: "Mutation" | "Action" }): void {
    if (this.once === null || !this.mayCall()) return;
    this.flow.begin();
    this.parts.mutations.submitTo(
      { path, args, caller: this.identity.caller, from: this.from },
      { client: this.once, requestId },
      (answer) => this.mutated(requestId, answer),
      (error) => this.notMutated(requestId, error),
    );
  }

  private mutated(requestId: number, { outcome, ts, record }: MutationAnswer): void {
    this.flow.finish();
    this.flow.send(mutationAnswer(requestId, outcome, ts));
    if (!outcome.ok) return;
    if (record !== null) this.settlement.answer(record, ts);
    this.owesTransition = true;
    if (!this.isClosed) this.parts.subscriptions.awaitTurn(this);
  }

  private notMutated(requestId: number, error: Error): void {
    this.flow.finish();
    // A failure would be final, but a client that comes back sends it again by itself.
    if (error instanceof NotRun) return this.restart();
    this.flow.send(mutationAnswer(requestId, { ok: false, failure: { message: messageOf(error) }, logLines: [] }, 0n));
  }

  private act({ requestId, path, args }: ClientMessage & { type: "Mutation" | "Action" }): void {
    if (!this.mayCall()) return;
    this.flow.begin();
    void this.parts.runtime
      .runAction({ path, args, caller: this.identity.caller, from: this.from, isGone: () => this.isClosed })
      .then((outcome) => {
        this.flow.finish();
        this.flow.send(actionAnswer(requestId, outcome));
      });
  }

  /** False when the session has ended, or ends now because its user's token has run out. */
  private mayCall(): boolean {
    if (!this.isClosed && this.identity.hasExpired) this.refuseIdentity("The token has expired", false);
    return !this.isClosed;
  }

  private fail(error: string): void {
    this.flow.send(JSON.stringify({ type: "FatalError", error }));
    this.flow.close(1002, "ProtocolError");
    this.end();
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.inbox.end();
    this.flow.end();
    this.identity.end();
    this.queries.end();
    this.parts.subscriptions.leave(this);
    if (this.once !== null) this.parts.clients.end(this.once);
  }
}
