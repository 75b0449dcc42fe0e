/** Served items are let go of so many at a time, because taking the first of a long list is slow. */
const KEPT = 4096;

/**
 * A queue with a fast lane: in each lane first come first served. The lanes take turns, so that the fast one never waits for more than one
 * of the slow one however long that is, and a flood of the fast one takes half of the time and not all.
 */
export class Lanes<Item> {
  private readonly fast = new Lane<Item>();
  private readonly slow = new Lane<Item>();
  private wasFast = false;

  get length(): number {
    return this.fast.length + this.slow.length;
  }

  get hasFast(): boolean {
    return this.fast.length > 0;
  }

  push(item: Item, isFast: boolean): void {
    (isFast ? this.fast : this.slow).push(item);
  }

  /** The item whose turn it is; undefined when there is none. */
  shift(): Item | undefined {
    const isFast = this.hasFast && (this.slow.length === 0 || !this.wasFast);
    this.wasFast = isFast;
    return (isFast ? this.fast : this.slow).shift();
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
