import type { MessageOrder, MessagesPage, readMessages } from "#src/api/messages.ts";
import type { SessionId } from "#src/api/sessions.ts";

import { after, type Arrival, type Held, isFull, nothing } from "./held.ts";

type Ask = typeof readMessages;
/** `around`: a moment, epoch ms; null: begin at the end that `order` shows first. */
export type Asked = { id: SessionId; order: MessageOrder; around: number | null };
export type Reading = Held & { isLoading: boolean; isReading: boolean; error: Error | null };

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Reads the messages of a session page by page, from when somebody listens. */
export class MessageReader {
  private readonly listeners = new Set<() => void>();
  private reading: Reading = { ...nothing, isLoading: true, isReading: false, error: null };
  private hasBegun = false;
  private readonly ask: Ask;
  private readonly asked: Asked;

  constructor(ask: Ask, asked: Asked) {
    this.ask = ask;
    this.asked = asked;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.hasBegun) void this.begin();
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = (): Reading => this.reading;

  /** Reads the first page, or does it again after a failure. */
  readonly begin = async (): Promise<void> => {
    this.hasBegun = true;
    this.put({ isLoading: true, error: null });
    try {
      this.take(await this.first());
    } catch (error) {
      this.put({ error: asError(error) });
    }
    this.put({ isLoading: false });
  };

  private async first(): Promise<Arrival> {
    const { id, order, around } = this.asked;
    if (around === null) return { kind: "first", order, page: await this.ask({ id, order }) };
    const [before, on] = await Promise.all([
      this.ask({ id, order: "desc", until: around }),
      this.ask({ id, order: "asc", from: around + 1 }),
    ]);
    return { kind: "around", before, after: on };
  }

  /** Reads at most so many pages more at that end. While it does, asking again does nothing. */
  readonly read = async (end: "older" | "newer", pages: number): Promise<void> => {
    if (this.reading.isReading || this.reading.isLoading) return;
    const { id } = this.asked;
    this.put({ isReading: true, error: null });
    try {
      for (let left = pages; left > 0 && !isFull(this.reading); left -= 1) {
        const at = this.reading[end];
        // Nobody looks any more.
        if (at === null || this.listeners.size === 0) break;
        const page = await this.ask(end === "older" ? { id, order: "desc", until: at } : { id, order: "asc", from: at });
        this.take({ kind: end, page });
      }
    } catch (error) {
      this.put({ error: asError(error) });
    }
    this.put({ isReading: false });
  };

  readonly takeLive = (page: MessagesPage): void => this.take({ kind: "live", page });

  private take(arrival: Arrival): void {
    this.put(after(this.reading, arrival));
  }

  private put(change: Partial<Reading>): void {
    this.reading = { ...this.reading, ...change };
    for (const listener of this.listeners) listener();
  }
}
