import { v } from "convex/values";

import { nullable } from "../shapes";

// Rules that an organization writes itself: of schema, arguments and answers. Times and durations in ms.

export const measure = v.union(
  v.literal("batteryPct"),
  v.literal("temperatureC"),
  v.literal("cpuPct"),
  v.literal("inferenceMs"),
  v.literal("roundTripMs"),
  v.literal("controlHz"),
);

/** Which robots: every one, those of a kind, or those that are named. */
export const ruleScope = v.union(
  v.object({ kind: v.literal("all") }),
  v.object({ kind: v.literal("robotKind"), robotKind: v.string() }),
  v.object({ kind: v.literal("robots"), robotIds: v.array(v.id("robots")) }),
);

/** What of a rule decides. `isOver`: above the threshold is too much; otherwise below it is too little. */
export const condition = {
  measure,
  isOver: v.boolean(),
  /** In the unit of the measure. */
  threshold: v.number(),
  /** For how long without a break until an incident opens; 0 to an hour. */
  forMs: v.number(),
};

/** What happens when heartbeats come without the value: absent, nothing; otherwise an incident after so long, ms, a minute to a day. */
export const noDataMs = v.optional(v.number());

/** What a person says of a rule. */
export const newRule = {
  name: v.string(),
  ...condition,
  noDataMs,
  scope: ruleScope,
  /** 0 is the gravest. */
  severity: v.number(),
  isOn: v.boolean(),
};

/** A rule that is on, as every heartbeat reads it: in the row of its organization. `revision` changes with what decides. */
export const compiledRule = v.object({
  id: v.id("alertRules"),
  revision: v.number(),
  name: v.string(),
  ...condition,
  noDataMs,
  scope: ruleScope,
  severity: v.number(),
});

/** How one rule stands with one robot; none is kept while its value comes and does not break it. */
export const standing = v.object({
  ruleId: v.id("alertRules"),
  revision: v.number(),
  isOpen: v.boolean(),
  turning: nullable(v.number()),
  seenAt: v.number(),
  /** The incident of this episode; `null` when somebody settled it. After its end, to go on with what comes back at once. */
  incidentId: nullable(v.id("incidents")),
  endedAt: nullable(v.number()),
  /** Since when heartbeats come without the value; `isTold`: for so long that the robot's state says so. Absent: the newest carried it. */
  missing: v.optional(
    v.object({
      since: v.number(),
      isTold: v.boolean(),
      /** Since when without a silence; absent in rows from before that was kept. */
      heardSince: v.optional(v.number()),
      /** The incident of it; `null` when somebody settled it. */
      incidentId: v.optional(nullable(v.id("incidents"))),
    }),
  ),
});

/** A rule that can say nothing of a robot: since when its heartbeats do not carry the value. */
export const ruleWithoutData = v.object({ id: v.id("alertRules"), since: v.number() });

/** A rule that a robot breaks, as lists name it: of its numbers, or of its runs. */
export const brokenRule = v.object({
  id: v.union(v.id("alertRules"), v.id("runRules")),
  name: v.string(),
  severity: v.number(),
  /** It is not broken: its value does not come. */
  isWithoutData: v.optional(v.literal(true)),
});

/** The rule of an incident as it was when that opened, and the value that opened it; `null`: none came for `noDataMs`. */
export const ruleOfIncident = v.object({ id: v.id("alertRules"), name: v.string(), ...condition, noDataMs, value: nullable(v.number()) });
