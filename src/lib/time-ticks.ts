const steps = [10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const longest = 21_600;

/** Up to six round times across a window (all epoch ms), so that labels do not crawl with every sample. */
export function timeTicks(from: number, to: number): { ticks: readonly number[]; stepMs: number } {
  const stepMs = (steps.find((seconds) => (to - from) / 1000 / seconds <= 5) ?? longest) * 1000;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / stepMs) * stepMs; at <= to; at += stepMs) ticks.push(at);
  return { ticks, stepMs };
}
