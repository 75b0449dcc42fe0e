import type { Watcher } from "#src/api/watchers.ts";

/** A page in the background may be let to speak once a minute only. Silent for longer, it is not counted on, ms. */
export const MOST_SILENT_MS = 75_000;

type Onlookers = {
  /** The page of who holds the robot: one in sight before one that is not. `null`: none was heard of late. */
  holder: Watcher | null;
  /** One page for each other person who is not the caller, by name. */
  others: Watcher[];
};

/** Who looks on at `now` (server time, epoch ms), `watchers` in any order. `me` and `holder` are ids of persons. */
export function onlookersOf(watchers: readonly Watcher[], now: number, { me, holder }: { me?: string; holder?: string }): Onlookers {
  const best = new Map<string, Watcher>();
  for (const each of watchers) {
    if (now - each.seenAt > MOST_SILENT_MS) continue;
    const before = best.get(each.by.id);
    if (before === undefined || isBetter(each, before)) best.set(each.by.id, each);
  }
  const others = [...best.values()].filter(({ by }) => by.id !== me && by.id !== holder);
  return {
    holder: (holder === undefined ? undefined : best.get(holder)) ?? null,
    others: others.toSorted((a, b) => a.by.name.localeCompare(b.by.name)),
  };
}

const isBetter = (one: Watcher, other: Watcher): boolean => (one.isInSight === other.isInSight ? one.seenAt > other.seenAt : one.isInSight);
