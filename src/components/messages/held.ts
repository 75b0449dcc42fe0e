import type { Message, MessagesPage } from "#src/api/messages.ts";

// Pure: one unbroken stretch of a session's messages, grown at both ends by pages and at the newest by what comes live.

export type Held = {
  /** Oldest first. */
  messages: readonly Message[];
  /** The `until` of the page before them; null: there is none. */
  older: number | null;
  /** The `from` of the page after them; null: they reach to the newest, and what comes joins them. */
  newer: number | null;
  /** From when on what is new is asked for live, epoch ms; null before anything was read. */
  liveFrom: number | null;
};

export type Arrival =
  /** Read from the newest on, or from the oldest on. */
  | { kind: "first"; order: "asc" | "desc"; page: MessagesPage }
  /** Around a moment: back from it, and on from it. */
  | { kind: "around"; before: MessagesPage; after: MessagesPage }
  | { kind: "older" | "newer" | "live"; page: MessagesPage };

/** As many as a browser holds with ease; a search that wants more begins anew at another time. */
export const mostHeld = 20_000;
/** A live answer holds all since `liveFrom`, so that moves on, ms. */
const liveMs = 10_000;

export const nothing: Held = { messages: [], older: null, newer: null, liveFrom: null };

export const isFull = ({ messages }: Held): boolean => messages.length >= mostHeld;

export function after(held: Held, arrival: Arrival): Held {
  if (arrival.kind === "around") {
    const { before, after: on } = arrival;
    return begun([...before.page.toReversed(), ...on.page], before.next, on.next);
  }
  const { page, next } = arrival.page;
  if (arrival.kind === "first") return arrival.order === "desc" ? begun(page.toReversed(), next, null) : begun(page, null, next);
  if (arrival.kind === "older") return { ...held, messages: joined(held, page), older: next };
  if (arrival.kind === "newer") return reaching({ ...held, messages: joined(held, page), newer: next });
  // What was not asked for from here on would leave a hole.
  if (held.newer !== null || held.liveFrom === null || (page[0]?.receivedAt ?? Infinity) < held.liveFrom) return held;
  const messages = joined(held, page);
  const last = messages.at(-1)?.receivedAt ?? held.liveFrom;
  const liveFrom = next !== null || last - held.liveFrom > liveMs ? last : held.liveFrom;
  return messages.length === held.messages.length && liveFrom === held.liveFrom ? held : shortened({ ...held, messages, liveFrom });
}

/** What a page adds at either end; it overlaps at most. */
function joined({ messages }: Held, page: readonly Message[]): readonly Message[] {
  const [first, last] = [messages[0]?.receivedAt ?? Infinity, messages.at(-1)?.receivedAt ?? -Infinity];
  const before = page.filter(({ receivedAt }) => receivedAt < first).toSorted((a, b) => a.receivedAt - b.receivedAt);
  const on = page.filter(({ receivedAt }) => receivedAt > last && receivedAt >= first);
  return before.length + on.length === 0 ? messages : [...before, ...messages, ...on];
}

const begun = (messages: Message[], older: number | null, newer: number | null): Held =>
  reaching({ messages, older, newer, liveFrom: null });

/** Once they reach to the newest, what comes is asked for from the last one on: nothing falls between. */
const reaching = (held: Held): Held =>
  held.newer === null ? { ...held, liveFrom: held.messages.at(-1)?.receivedAt ?? 0 } : { ...held, liveFrom: null };

/** What comes live pushes out the oldest, which can be read again. */
function shortened(held: Held): Held {
  const excess = held.messages.length - mostHeld;
  if (excess <= 0) return held;
  const last = held.messages[excess - 1];
  return { ...held, messages: held.messages.slice(excess), older: last?.receivedAt ?? held.older };
}
