import type { Id } from "../../../_generated/dataModel";
import type { QueryCtx } from "../../../_generated/server";
import { either, type Bits } from "./bits";

// The blocks that a word is in, read a few rows at a time from the newest down, and only those that are asked for.

type Read = Pick<QueryCtx, "db">;

/** Rows that a question may still read; it ends early when there are none left. */
export type Budget = { rows: number };
export type Entry = { block: number; bits: Bits };

/** `next` answers the newest entry of at most this block, `null` when there is none. Blocks are asked for in descending order. */
export type Source = { next: (atMost: number) => Promise<Entry | null> };

const firstRead = 4;
const mostRead = 64;

/** One word. What is read at a time doubles, so that a rare word costs little and a frequent one few reads. */
export function ofWord(ctx: Read, organizationId: Id<"organizations">, word: string, budget: Budget): Source {
  let read: Entry[] = [];
  let at = 0;
  let size = firstRead;
  let isAllRead = false;
  return {
    next: async (atMost) => {
      while ((read[at]?.block ?? -1) > atMost) at += 1;
      if (read[at] === undefined && !isAllRead) {
        read = await ctx.db
          .query("receiptWords")
          .withIndex("by_organizationId_and_word", (q) => q.eq("organizationId", organizationId).eq("word", word).lte("block", atMost))
          .order("desc")
          .take(size);
        at = 0;
        isAllRead = read.length < size;
        size = Math.min(mostRead, 2 * size);
        budget.rows -= read.length + 1;
      }
      return read[at] ?? null;
    },
  };
}

/** Whatever is in any of these. */
export function anyOf(sources: readonly Source[]): Source {
  return {
    next: async (atMost) => {
      const entries = (await Promise.all(sources.map((source) => source.next(atMost)))).filter((entry) => entry !== null);
      const block = Math.max(...entries.map((entry) => entry.block));
      const here = entries.filter((entry) => entry.block === block);
      return here.length === 0 ? null : { block, bits: here.reduce<Bits>((bits, entry) => either(bits, entry.bits), []) };
    },
  };
}

/** The most words that one beginning may stand for. */
const mostBegun = 32;

/** The words there are with this beginning, in the order of the alphabet; `isCut`: there are more. */
export async function wordsWith(
  ctx: Read,
  organizationId: Id<"organizations">,
  prefix: string,
  budget: Budget,
): Promise<{ words: string[]; isCut: boolean }> {
  const words: string[] = [];
  for (;;) {
    const last = words.at(-1);
    const next = await ctx.db
      .query("receiptWords")
      .withIndex("by_organizationId_and_word", (q) => {
        const ours = q.eq("organizationId", organizationId);
        return (last === undefined ? ours.gte("word", prefix) : ours.gt("word", last)).lt("word", `${prefix}\u{10ffff}`);
      })
      .first();
    budget.rows -= 1;
    if (next === null) return { words, isCut: false };
    if (words.length === mostBegun) return { words, isCut: true };
    words.push(next.word);
  }
}
