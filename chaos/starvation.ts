import { readFileSync } from "node:fs";

/** How long something had waited for a processor until then: `at` epoch ms, `waitedMs` since its beginning. */
export type Starved = { by: ClaimedBy | "host" | "arm"; who: string; at: number; waitedMs: number };
/** What shows a claim: the page in its browser, or the stop panel's store in the runner. */
export type ClaimedBy = "page" | "panel";

/** A sample is a file read for each process. */
const lookEveryMs = 100;

/**
 * Counts how long the main threads of some processes wanted a processor and had none, as Linux says it in `/proc/PID/schedstat`.
 * A thread that is busy with work of its own does not wait: whoever hangs by their own fault is not excused. Elsewhere than on Linux nothing is counted.
 */
export class Starvation {
  readonly samples: Starved[] = [];
  readonly #of: Pick<Starved, "by" | "who">;
  readonly #waited = new Map<number, number>();
  readonly #pids: () => readonly number[];
  #timer: NodeJS.Timeout | undefined;

  /** @param pids the processes of now: what others waited until then stays */
  constructor(of: Pick<Starved, "by" | "who">, pids: () => readonly number[]) {
    this.#of = of;
    this.#pids = pids;
    this.#look();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  end(): void {
    if (this.#timer !== undefined) this.#look();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const pid of this.#pids()) this.#waited.set(pid, waitedMsOf(pid) ?? this.#waited.get(pid) ?? 0);
    const waitedMs = [...this.#waited.values()].reduce((sum, one) => sum + one, 0);
    this.samples.push({ ...this.#of, at: Date.now(), waitedMs });
  }
}

/** Null for a process that is gone, and where the system does not say. */
function waitedMsOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return null;
  }
}

/** How long `of` waited for a processor between two times, epoch ms; what lies between two samples counts as a whole. */
export function starvedMs(samples: readonly Starved[], of: Pick<Starved, "by" | "who">, from: number, until: number): number {
  const own = samples.filter(({ by, who }) => by === of.by && who === of.who);
  const before = own.findLast(({ at }) => at <= from) ?? own[0];
  const after = own.find(({ at }) => at >= until) ?? own.at(-1);
  return before === undefined || after === undefined ? 0 : Math.max(0, after.waitedMs - before.waitedMs);
}
