/** Between two looks at whether a promote is offered: each costs the host more than a heartbeat. */
export const lookEveryMs = 150;

export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** `attempt` answers what it waited for, or throws why it is not there yet. */
export async function until<T>(attempt: () => Promise<T>, ms: number, what: string): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end)
        throw new Error(`After ${ms} ms not yet: ${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      await wait(lookEveryMs);
    }
  }
}
