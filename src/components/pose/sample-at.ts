import { firstFrom } from "#src/lib/series.ts";

/** The sample nearest to `at` (epoch ms), null when none is within `tolerance` ms. `samples` ascending. */
export function sampleAt<Sample extends { receivedAt: number }>(samples: readonly Sample[], at: number, tolerance: number): Sample | null {
  const next = firstFrom(samples, at, ({ receivedAt }) => receivedAt);
  const away = (sample: Sample) => Math.abs(sample.receivedAt - at);
  const near = [samples[next - 1], samples[next]].filter((sample) => sample !== undefined && away(sample) <= tolerance) as Sample[];
  return near.toSorted((a, b) => away(a) - away(b))[0] ?? null;
}
