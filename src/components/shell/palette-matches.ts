import type { Entry, EntryGroup } from "./palette-entries.ts";

/** From 0, no match, to 1. */
type Score = (words: string, search: string) => number;

/** What is shown of each group: every page, and not the three thousand entries of a thousand robots, of which nobody reads the twentieth. */
export const mostShown = 24;

/** Whoever pastes the beginning of an id means that one. */
const isIdOf = ({ key }: Entry, wanted: string): boolean => wanted.length >= 8 && key.startsWith(wanted);

/**
 * The best entries of each group, best first, groups with the best one first; without a search their first ones, as they are.
 * `hidden` is how many match and are not shown.
 */
export function bestMatches(
  groups: readonly EntryGroup[],
  search: string,
  score: Score,
): { groups: readonly EntryGroup[]; hidden: number } {
  const wanted = search.trim();
  const found = groups.map(({ heading, entries }) => {
    const scored = entries
      .map((entry) => ({ entry, score: wanted === "" || isIdOf(entry, wanted) ? 1 : score(entry.words, wanted) }))
      .filter((each) => each.score > 0);
    // Stable: equals stay in the order they are offered in.
    if (wanted !== "") scored.sort((a, b) => b.score - a.score);
    return {
      heading,
      entries: scored.slice(0, mostShown).map(({ entry }) => entry),
      best: scored[0]?.score ?? 0,
      hidden: Math.max(0, scored.length - mostShown),
    };
  });
  if (wanted !== "") found.sort((a, b) => b.best - a.best);
  return { groups: found.filter(({ entries }) => entries.length > 0), hidden: found.reduce((sum, group) => sum + group.hidden, 0) };
}
