// What a robot counts of a session, taken so that no message counts twice. Pure.

export const counters = ["steps", "appliedSteps", "safeStops"] as const;
export type Counts = Record<(typeof counters)[number], number>;
/** A robot's agent counts from `countsSince` on, its own clock, epoch ms; one that began anew has another. */
export type Account = Counts & { countsSince: number };
export type Reported = Counts & {
  /** Absent: the agent never says. */
  countsSince?: number;
  /** Accounts before this one: a message of theirs may still be under way. Newest first. */
  earlier?: Account[];
};
export type Told = Partial<Counts> & { countsSince?: number };

/** A message is under way for seconds, and an agent that begins anew every few of them is broken in another way. */
const mostEarlier = 8;
const zero: Counts = { steps: 0, appliedSteps: 0, safeStops: 0 };

const each = (of: (counter: (typeof counters)[number]) => number): Counts => ({
  steps: of("steps"),
  appliedSteps: of("appliedSteps"),
  safeStops: of("safeStops"),
});

/**
 * What is known after `told`, and by how much each counter has grown.
 *
 * Within one account a counter never goes down, so a smaller one is an older message. Only an agent that does not say since when it counts
 * is taken to have begun anew by a smaller count.
 */
export function countsAfter(reported: Reported, told: Told): { reported: Reported; grown: Counts } {
  const { countsSince: before, earlier = [] } = reported;
  if (before === undefined) {
    const since = told.countsSince;
    const grown = each((counter) => {
      const now = told[counter] ?? reported[counter];
      return now >= reported[counter] ? now - reported[counter] : now;
    });
    return {
      reported: { ...each((counter) => told[counter] ?? reported[counter]), ...(since === undefined ? {} : { countsSince: since }) },
      grown,
    };
  }
  const since = told.countsSince ?? before;
  const known = since === before ? reported : (earlier.find(({ countsSince }) => countsSince === since) ?? zero);
  const next = each((counter) => Math.max(known[counter], told[counter] ?? 0));
  const left: Account[] =
    since === before
      ? earlier
      : [{ countsSince: before, ...each((counter) => reported[counter]) }, ...earlier.filter(({ countsSince }) => countsSince !== since)];
  return {
    reported: { ...next, countsSince: since, ...(left.length === 0 ? {} : { earlier: left.slice(0, mostEarlier) }) },
    grown: each((counter) => next[counter] - known[counter]),
  };
}
