/** Knows of which mutations a client has certainly read the answers, so that their records need not be kept. */
export class Settlement {
  /** Records of mutations whose answer was sent, but not yet a transition that reaches their timestamp. */
  private answered: { readonly record: string; readonly ts: bigint }[] = [];
  /** Records of mutations that the client will count as done when it has read what was sent. */
  private readonly settled: string[] = [];
  /** How many of them, the first, were settled before the last ping: its pong shows that the client has read so far. */
  private confirming = 0;

  /** The answers of a record were sent. Those of one record come one after another, without anything between. */
  answer(record: string, ts: bigint): void {
    if (this.answered.at(-1)?.record !== record) this.answered.push({ record, ts });
  }

  /** A transition was sent that reaches this timestamp. */
  reached(ts: bigint): void {
    if (this.answered.length === 0) return;
    for (const one of this.answered) if (one.ts <= ts) this.settled.push(one.record);
    this.answered = this.answered.filter((one) => one.ts > ts);
  }

  /** A ping goes out after all that was sent. */
  pinged(): void {
    this.confirming = this.settled.length;
  }

  /** @returns the records of which all answers have certainly arrived, each once */
  ponged(): readonly string[] {
    const arrived = this.settled.splice(0, this.confirming);
    this.confirming = 0;
    return arrived;
  }
}
