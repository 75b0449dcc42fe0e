import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import type { OnceAnswer } from "#src/api/physical.ts";

const failureOf = (answer: OnceAnswer<unknown>): string | null =>
  answer.kind === "answered" ? null : answer.kind === "refused" ? describeError(answer.error) : answer.why;

/** For what is sent once and never later: whether it is on its way, and what became of it in words when it failed. `run` answers whether it was done. */
export function useOnce() {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (act: () => Promise<OnceAnswer<unknown>>): Promise<boolean> => {
    setIsBusy(true);
    setFailure(null);
    const failed = failureOf(await act());
    setIsBusy(false);
    setFailure(failed);
    return failed === null;
  };
  return { isBusy, failure, run, forget: () => setFailure(null) };
}
