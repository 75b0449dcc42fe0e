import type { Duplex } from "node:stream";

import type { WebSocket } from "ws";

import { Outbox } from "./outbox.ts";

/** Beyond this no further transitions are made until the client has read: it will get the newest state then. */
const BEHIND_BYTES = 1024 * 1024;
/** Beyond this the client's own messages are not read either. */
const PAUSE_BYTES = 4 * 1024 * 1024;
const MAX_IN_FLIGHT = 1024;
/** How long a client may leave everything unread. */
const MAX_BEHIND_MS = 30_000;

/** What goes to one client, and how much of it and of the client's own calls may be under way. */
export class SessionFlow {
  readonly outbox: Outbox;
  /** When something was last said to the client, in ms since the epoch. */
  lastSentAt = Date.now();
  private readonly socket: WebSocket;
  private readonly caughtUp: () => void;
  private inFlight = 0;
  private isPaused = false;
  private isHeld = false;
  private behindSince: number | null = null;
  private isOver = false;

  /**
   * @param stream what the socket writes to
   * @param caughtUp called when a client that was behind has read
   */
  constructor(socket: WebSocket, stream: Duplex, caughtUp: () => void) {
    this.socket = socket;
    this.caughtUp = caughtUp;
    this.outbox = new Outbox(socket, stream, () => this.drained());
  }

  /** A client with unread data may be slow to answer a ping. */
  get isHeldUp(): boolean {
    return this.behindSince !== null || this.isPaused;
  }

  hasStoppedReading(now: number): boolean {
    return this.behindSince !== null && now - this.behindSince > MAX_BEHIND_MS;
  }

  /** False when the client has so much to read that it is told the newest state later. */
  mayTell(): boolean {
    if (this.outbox.waiting <= BEHIND_BYTES) return true;
    this.behindSince ??= Date.now();
    return false;
  }

  send(message: string): void {
    if (this.isOver || this.socket.readyState !== this.socket.OPEN) return;
    this.lastSentAt = Date.now();
    this.outbox.push(message);
    if (this.outbox.waiting > PAUSE_BYTES) {
      this.behindSince ??= Date.now();
      this.pause();
    }
  }

  /** Says all that is to be said, and closes. */
  close(code: number, reason: string): void {
    this.outbox.flush();
    this.socket.close(code, reason);
  }

  /** A call of the client begins. */
  begin(): void {
    this.inFlight += 1;
    if (this.inFlight >= MAX_IN_FLIGHT) this.pause();
  }

  /** A call of the client has ended. */
  finish(): void {
    this.inFlight -= 1;
    this.resume();
  }

  /** Nothing more is read from the client until `work`, if there is any, has settled. */
  heldDuring(work: Promise<void> | void): Promise<void> | void {
    if (work === undefined) return;
    this.isHeld = true;
    this.pause();
    return work.finally(() => {
      this.isHeld = false;
      this.resume();
    });
  }

  end(): void {
    this.isOver = true;
  }

  private drained(): void {
    if (this.isOver || this.behindSince === null || this.outbox.waiting > BEHIND_BYTES / 2) return;
    this.behindSince = null;
    this.resume();
    this.caughtUp();
  }

  private pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.socket.pause();
  }

  private resume(): void {
    if (!this.isPaused || this.isHeld || this.inFlight > MAX_IN_FLIGHT / 2 || this.behindSince !== null) return;
    this.isPaused = false;
    this.socket.resume();
  }
}
