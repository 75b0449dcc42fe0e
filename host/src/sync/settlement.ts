/** Knows which mutations of a client have certainly been answered, so that their records need not be kept. */
export class Settlement {
  /** Mutations whose answer was sent, but not yet a transition that reaches its timestamp. */
  private answered: { readonly requestId: number; readonly ts: bigint }[] = [];
  /** Mutations that the client will count as done when it has read what was sent. */
  private readonly settled: number[] = [];
  /** How many of them, the first, were settled before the last ping: its pong shows that the client has read so far. */
  private confirming = 0;

  /** An answer was sent. */
  answer(requestId: number, ts: bigint): void {
    this.answered.push({ requestId, ts });
  }

  /** A transition was sent that reaches this timestamp. */
  reached(ts: bigint): void {
    if (this.answered.length === 0) return;
    for (const one of this.answered) if (one.ts <= ts) this.settled.push(one.requestId);
    this.answered = this.answered.filter((one) => one.ts > ts);
  }

  /** A ping goes out after all that was sent. */
  pinged(): void {
    this.confirming = this.settled.length;
  }

  /** @returns the mutations whose answers have certainly arrived, each once */
  ponged(): readonly number[] {
    const arrived = this.settled.splice(0, this.confirming);
    this.confirming = 0;
    return arrived;
  }
}
