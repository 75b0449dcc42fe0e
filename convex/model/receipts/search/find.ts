import type { Doc, Id } from "../../../_generated/dataModel";
import type { QueryCtx } from "../../../_generated/server";
import { blockOf, blockSize, both, either, sequencesOf, without, type Bits } from "./bits";
import { anyOf, ofWord, wordsWith, type Budget, type Source } from "./sources";
import { term } from "./terms";
import type { Asked } from "./words";

// Receipts that pass all filters at once: the rows of their words and values are laid over each other, block by block from the
// newest down. Blocks that one of them is not in are never looked at.

type Read = Pick<QueryCtx, "db">;
type Verdict = NonNullable<Doc<"reviews">["verdict"]>;

export type Filter = {
  asked?: Asked;
  deploymentId?: Id<"deployments">;
  robotId?: Id<"robots">;
  verdict?: Verdict | "none" | "disputed";
  applied?: boolean;
  problems?: boolean;
  /** Epoch ms, inclusive. */
  from?: number;
  to?: number;
};

type Range = { first: number; last: number };
type Plan = Range & { all: Source[]; none: Source[]; numbers: readonly number[]; isCut: boolean };

/** The first and last sequence of these times and numbers; without either, of all there are. */
async function rangeOf(ctx: Read, organizationId: Id<"organizations">, { from, to, asked }: Filter): Promise<Range> {
  const numbers = asked?.numbers ?? [];
  const named =
    numbers.length === 0 ? { first: 0, last: Number.MAX_SAFE_INTEGER } : { first: Math.min(...numbers), last: Math.max(...numbers) };
  if (from === undefined && to === undefined) return named;
  const between = () =>
    ctx.db.query("receipts").withIndex("by_organizationId_and_timestamp", (q) =>
      q
        .eq("organizationId", organizationId)
        .gte("timestamp", from ?? 0)
        .lte("timestamp", to ?? Number.MAX_SAFE_INTEGER),
    );
  const [oldest, newest] = await Promise.all([between().order("asc").first(), between().order("desc").first()]);
  return { first: Math.max(named.first, oldest?.sequence ?? 0), last: Math.min(named.last, newest?.sequence ?? -1) };
}

async function planOf(
  ctx: Read,
  organizationId: Id<"organizations">,
  filter: Filter,
  viewerId: string | null,
  budget: Budget,
): Promise<Plan> {
  const { asked = { words: [], prefix: null, numbers: [] }, deploymentId, robotId, verdict, applied, problems } = filter;
  const of = (word: string) => ofWord(ctx, organizationId, word, budget);
  const begun = asked.prefix === null ? null : await wordsWith(ctx, organizationId, asked.prefix, budget);
  const all = [
    ...asked.words.map(of),
    ...(begun === null ? [] : [anyOf(begun.words.map(of))]),
    ...(deploymentId === undefined ? [] : [of(term.deployment(deploymentId))]),
    ...(robotId === undefined ? [] : [of(term.robot(robotId))]),
    ...(verdict === undefined ? [] : [of(verdict === "disputed" ? term.disputed : term.verdict(verdict))]),
    ...(applied === undefined ? [] : [of(term.applied(applied))]),
    ...(problems === true ? [of(term.problem)] : []),
  ];
  const none = [
    ...(problems === false ? [of(term.problem)] : []),
    ...(verdict === "none" ? [of(term.disputed)] : []),
    // What a person has judged in an open double review, they do not owe any more.
    ...(verdict === "none" && viewerId !== null ? [of(term.given(viewerId))] : []),
  ];
  if (all.length === 0) all.push(anyOf([of(term.applied(true)), of(term.applied(false))]));
  return { all, none, numbers: asked.numbers, isCut: begun?.isCut ?? false, ...(await rangeOf(ctx, organizationId, filter)) };
}

/** The next block, of at most `atMost`, that all sources are in, with what they have in common. */
async function nextCommon(all: readonly Source[], atMost: number): Promise<{ block: number; bits: Bits } | null> {
  let block = atMost;
  for (;;) {
    const entries = await Promise.all(all.map((source) => source.next(block)));
    const present = entries.filter((entry) => entry !== null);
    if (present.length < all.length || present.length === 0) return null;
    const lowest = Math.min(...present.map((entry) => entry.block));
    if (present.every((entry) => entry.block === lowest)) return { block: lowest, bits: present.map(({ bits }) => bits).reduce(both) };
    block = lowest;
  }
}

async function excluded(none: readonly Source[], block: number): Promise<Bits> {
  const entries = await Promise.all(none.map((source) => source.next(block)));
  return entries.reduce<Bits>((bits, entry) => (entry?.block === block ? either(bits, entry.bits) : bits), []);
}

/** `before`: everything from this sequence on was looked through; 0 when all was. `isCut`: a beginning stands for more words than were looked for. */
export type Found = { sequences: number[]; before: number; isCut: boolean };

/**
 * The sequences of receipts that pass, newest first: at most `most` of those before `before` and from `until` on. Reads at most
 * about `rows` rows and then answers what it has, with how far it came.
 */
export async function find(
  ctx: Read,
  organizationId: Id<"organizations">,
  filter: Filter,
  viewerId: string | null,
  { before, until = 0, most, rows }: { before: number; until?: number; most: number; rows: number },
): Promise<Found> {
  const budget: Budget = { rows };
  const { all, none, numbers, isCut, first, last } = await planOf(ctx, organizationId, filter, viewerId, budget);
  const found: number[] = [];
  const [low, high] = [Math.max(first, until), Math.min(before, last + 1)];
  let block = blockOf(Math.max(0, high - 1));
  while (high > low && block >= blockOf(low)) {
    const next = await nextCommon(all, block);
    if (next === null || next.block < blockOf(low)) break;
    const bits = without(next.bits, await excluded(none, next.block));
    const here = sequencesOf(next.block, bits, low, high).filter((sequence) => numbers.length === 0 || numbers.includes(sequence));
    found.push(...here.slice(0, most - found.length));
    const lastFound = found.at(-1);
    if (found.length === most && lastFound !== undefined) return { sequences: found, before: Math.max(lastFound, until), isCut };
    if (budget.rows <= 0) return { sequences: found, before: Math.max(next.block * blockSize, until), isCut };
    block = next.block - 1;
  }
  return { sequences: found, before: until, isCut };
}

/** `isExact`: no more and no fewer; otherwise at least so many. `isIndexing`: older ones are not findable yet. */
export type Count = { count: number; isExact: boolean; isIndexing: boolean; isCut: boolean };
/** Rows that a count reads: with one word, some 600,000 receipts. */
const countedRows = 600;

/** How many receipts pass, looked through from the newest on for as long as a bounded number of rows lasts. */
export async function count(ctx: Read, organizationId: Id<"organizations">, filter: Filter, viewerId: string | null): Promise<Count> {
  const { from, to, ...other } = filter;
  if (Object.values(other).every((value) => value === undefined)) {
    // The chain has no gaps, so the times' first and last say it all.
    const { first, last } = await rangeOf(ctx, organizationId, { from: from ?? 0, to });
    return { count: last < first || last < 1 ? 0 : last - first + 1, isExact: true, isIndexing: false, isCut: false };
  }
  const { sequences, before, isCut } = await find(ctx, organizationId, filter, viewerId, {
    before: Number.MAX_SAFE_INTEGER,
    most: Infinity,
    rows: countedRows,
  });
  const waiting = await ctx.db
    .query("reviews")
    .withIndex("by_isFindable", (q) => q.eq("isFindable", undefined).eq("organizationId", organizationId))
    .first();
  const isIndexing = waiting !== null;
  return { count: sequences.length, isExact: before === 0 && !isCut && !isIndexing, isIndexing, isCut };
}
