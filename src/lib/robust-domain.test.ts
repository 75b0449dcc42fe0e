import { expect, test } from "vitest";

import { beyond, robustDomain } from "./robust-domain.ts";
import { downsample } from "./series.ts";

const calm = Array.from({ length: 100 }, (_, index) => ({ at: index * 1_000, value: 40 + (index % 5) }));
const withSpike = calm.map((point, index) => (index === 50 ? { ...point, value: 900 } : point));

test("one spike does not flatten the rest, and is told with its value", () => {
  const domain = robustDomain(withSpike, [0, 50]);
  expect(domain[1]).toBeLessThanOrEqual(100);
  expect(beyond(withSpike, domain, 0, 100_000)).toEqual([{ at: 50_000, value: 900 }]);
});

test("a lasting rise is no spike: the axis follows it", () => {
  const risen = calm.map((point, index) => (index < 60 ? point : { ...point, value: 900 }));
  expect(robustDomain(risen, [0, 50])[1]).toBeGreaterThanOrEqual(900);
  expect(beyond(risen, robustDomain(risen, [0, 50]), 0, 100_000)).toEqual([]);
});

test("few points, and minutes with their extremes", () => {
  expect(robustDomain(withSpike.slice(45, 55), [0, 50])[1]).toBeGreaterThanOrEqual(900);
  const minutes = calm.map((point, index) => ({ ...point, max: index === 7 ? 700 : point.value }));
  const domain = robustDomain(minutes, [0, 50]);
  expect(domain[1]).toBeLessThanOrEqual(100);
  expect(beyond(minutes, domain, 0, 100_000).map(({ max }) => max)).toEqual([700]);
});

test("thinning never loses the spike", () => {
  expect(downsample(withSpike, 20).some(({ value }) => value === 900)).toBe(true);
});

test("spikes beside each other share a mark: that of the highest", () => {
  const spikes = calm.map((point, index) => ({ ...point, value: { 10: 700, 11: 900, 24: 800, 60: 650 }[index] ?? point.value }));
  expect(beyond(spikes, [0, 100], 0, 100_000).map(({ at }) => at)).toEqual([11_000, 60_000]);
  expect(beyond(spikes, [0, 100], 20_000, 100_000).map(({ at }) => at)).toEqual([24_000, 60_000]);
});
