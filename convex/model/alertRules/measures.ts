import type { Numbers } from "../heartbeats/check";

// Pure, for the pages too: what a rule may be about. Each is a number that heartbeats carry; counters are none, since they only grow.

export const measures = [
  "batteryPct",
  "temperatureC",
  "cpuPct",
  "inferenceMs",
  "roundTripMs",
  "controlHz",
] as const satisfies (keyof Numbers)[];
export type Measure = (typeof measures)[number];

/** As it stands behind a number, in every language. */
export const unitOf: Record<Measure, string> = {
  batteryPct: "%",
  temperatureC: "°C",
  cpuPct: "%",
  inferenceMs: "ms",
  roundTripMs: "ms",
  controlHz: "Hz",
};

/** A value with its unit, to one digit: of notices, where no page formats it. */
export const withUnit = (value: number, measure: Measure): string => `${Math.round(value * 10) / 10} ${unitOf[measure]}`;

export const isMeasure = (text: string): text is Measure => measures.some((each) => each === text);
