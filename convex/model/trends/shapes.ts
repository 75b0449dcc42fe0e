import { type Infer, v } from "convex/values";

import { verdict } from "../receipts/shapes";
import { nullable } from "../shapes";

// What runs are counted by, per day: of schema, arguments and answers. Counts, ms and µs are whole numbers, so that a sum is the same in every order.

/** What can be added up over runs. */
export const sums = v.object({
  runs: v.number(),
  /** Runs with a safe stop, an error, or an end nobody asked for. */
  problems: v.number(),
  /** From the authorization of the session to its receipt, ms. */
  runMs: v.number(),
  /** Of that, in `apply_actions`, ms. */
  appliedMs: v.number(),
  steps: v.number(),
  appliedSteps: v.number(),
  safeStops: v.number(),
  /** Software stops that were sent. */
  stops: v.number(),
  faults: v.number(),
  errors: v.number(),
  /** Of every run its longest gap between heartbeats, added up, ms. */
  gapsMs: v.number(),
  /** Runs that reported how long inference took, and their 95th percentiles added up, µs. */
  p95Runs: v.number(),
  p95Us: v.number(),
});

/** The worst of the runs. Not told apart by verdict: a verdict that is taken back leaves a sum, but no maximum. */
export const worst = v.object({ gapMs: v.number(), p95Us: nullable(v.number()) });

/** The runs of a day, deployment, robot and model of one mode reached and one verdict (`null`: none stands). */
export const cell = v.object({ applied: v.boolean(), verdict: nullable(verdict), ...sums.fields });
export const worstCell = v.object({ applied: v.boolean(), ...worst.fields });

/** `day`: UTC. `week`: from Monday, UTC. `month`: of the calendar, UTC. */
export const per = v.union(v.literal("day"), v.literal("week"), v.literal("month"));
export const groupBy = v.union(v.literal("nothing"), v.literal("robot"), v.literal("deployment"), v.literal("model"));

/** Numbers of one bucket and group; `verdicts` by verdict, `worst` null where runs are chosen by verdict. */
export const point = v.object({
  /** When the bucket begins, epoch ms; it may begin before the first day that was asked for. */
  bucket: v.number(),
  /** The id of a robot or deployment, or a model; `null`: runs without one, or grouped by nothing. */
  group: nullable(v.string()),
  sums,
  verdicts: v.object({ good: v.number(), needs_attention: v.number(), bad: v.number() }),
  worst: nullable(worst),
});

export type Sums = Infer<typeof sums>;
export type Worst = Infer<typeof worst>;
export type Cell = Infer<typeof cell>;
export type WorstCell = Infer<typeof worstCell>;
export type Point = Infer<typeof point>;
export type Per = Infer<typeof per>;
export type GroupBy = Infer<typeof groupBy>;
