/** Time as the agent sees it; a test brings its own. */
export type Clock = {
  /** Milliseconds that never jump: what every lease is measured with. */
  monotonicMs: () => number;
  /** The robot's wall clock, epoch ms: only ever reported, never decided on. */
  wallMs: () => number;
};

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** Resolves after `ms`, or at once when `signal` fires. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      done();
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      done();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish);
  });
}
