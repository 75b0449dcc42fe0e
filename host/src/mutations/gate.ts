/** Lets so many works of one sender run at a time. What else that sender asks for waits, in its order, and holds up nobody else. */
export class Gate {
  private readonly most: number;
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.most = most;
  }

  /** Runs `work` when its turn comes; answers or rejects as it does. */
  async through<T>(from: string, work: () => Promise<T>): Promise<T> {
    const running = this.running.get(from) ?? 0;
    if (running < this.most) this.running.set(from, running + 1);
    else await new Promise<void>((go) => this.wait(from, go));
    try {
      return await work();
    } finally {
      this.leave(from);
    }
  }

  private wait(from: string, go: () => void): void {
    const line = this.waiting.get(from);
    if (line === undefined) this.waiting.set(from, [go]);
    else line.push(go);
  }

  /** Whoever waits takes the place of the one who leaves. */
  private leave(from: string): void {
    const next = this.waiting.get(from)?.shift();
    if (next !== undefined) return next();
    this.waiting.delete(from);
    const running = (this.running.get(from) ?? 1) - 1;
    if (running === 0) this.running.delete(from);
    else this.running.set(from, running);
  }
}
