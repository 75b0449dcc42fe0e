/** Served items are let go of so many at a time, because taking the first of a long list is slow. */
const KEPT = 4096;

/**
 * A queue with a fast lane. In each lane senders take turns, and what one sender asked is served in its order: a flood of one of them
 * holds up the others by one of its own, however many wait. The lanes take turns, so that the fast one never waits for more than one
 * of the slow one however long that is, and a flood of the fast one takes half of the time and not all.
 */
export class Lanes<Item> {
  private readonly fast = new Turns<Item>();
  private readonly slow = new Turns<Item>();
  private wasFast = false;

  get length(): number {
    return this.fast.length + this.slow.length;
  }

  get hasFast(): boolean {
    return this.fast.length > 0;
  }

  /** @param from who sends it; what they sent before is served before */
  push(item: Item, isFast: boolean, from: string): void {
    (isFast ? this.fast : this.slow).push(item, from);
  }

  /** The item whose turn it is; undefined when there is none. */
  shift(): Item | undefined {
    const isFast = this.hasFast && (this.slow.length === 0 || !this.wasFast);
    this.wasFast = isFast;
    return (isFast ? this.fast : this.slow).shift();
  }
}

class Turns<Item> {
  /** In the order in which their turn comes. */
  private readonly senders = new Map<string, Lane<Item>>();
  length = 0;

  push(item: Item, from: string): void {
    let lane = this.senders.get(from);
    if (lane === undefined) this.senders.set(from, (lane = new Lane()));
    lane.push(item);
    this.length += 1;
  }

  shift(): Item | undefined {
    for (const [from, lane] of this.senders) {
      const item = lane.shift();
      this.senders.delete(from);
      if (lane.length > 0) this.senders.set(from, lane);
      this.length -= 1;
      return item;
    }
    return undefined;
  }
}

class Lane<Item> {
  private items: (Item | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head += 1;
    if (this.head === this.items.length || this.head > KEPT) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
