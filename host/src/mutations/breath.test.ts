import { expect, onTestFinished, test, vi } from "vitest";

import { Breath } from "./breath.ts";

/** A clock that stands still unless it is moved. */
function begun(isHurried: boolean) {
  let now = 1000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  const breath = new Breath(() => isHurried);
  breath.begin();
  /** How long queries may go on from here; what others do meanwhile takes so long. */
  const slice = async (othersTakeMs: number): Promise<number> => {
    const from = now;
    let { pause } = breath;
    for (; pause === null; { pause } = breath) now += 0.25;
    const took = now - from;
    now += othersTakeMs;
    await pause;
    return took;
  };
  return { slice };
}

test("queries hold the thread for 2 ms at a time, and for half a millisecond while a mutation waits", async () => {
  const calm = begun(false);
  expect([await calm.slice(0), await calm.slice(20), await calm.slice(0)]).toEqual([2, 2, 2]);
  const hurried = begun(true);
  expect([await hurried.slice(0.25), await hurried.slice(0.5), await hurried.slice(0)]).toEqual([0.5, 0.5, 0.5]);
});

test("in a flood of mutations queries have half of the time that the others took, and 4 ms at most", async () => {
  const { slice } = begun(true);
  expect([await slice(5), await slice(100), await slice(0), await slice(0)]).toEqual([0.5, 2.5, 4, 0.5]);
});
