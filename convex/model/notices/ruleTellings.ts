import type { Doc, Id } from "../../_generated/dataModel";
import { type Measure, withUnit } from "../alertRules/measures";
import { systemActor } from "../audit";
import type { Write } from "./notices";
import { tellSafely } from "./tellings";

const rules = systemActor("rules");

type Broken = { name: string; measure: Measure; threshold: number; value: number };

/** A robot that breaks a rule of its organization; told when the incident opens. */
export async function tellRule(
  ctx: Write,
  robot: Doc<"robots">,
  { name: rule, measure, threshold, value }: Broken,
  now: number,
): Promise<void> {
  const { organizationId, _id: id, name } = robot;
  const values = { name, rule, value: withUnit(value, measure), limit: withUnit(threshold, measure) };
  await tellSafely(
    ctx,
    async () => ({
      organizationId,
      kind: "rule.broken",
      target: { kind: "robot", id, name },
      said: { sentence: "ruleBroken", values },
      actor: rules,
    }),
    now,
  );
}

/** A robot whose heartbeats come without what a rule is about; told when the incident opens. */
export async function tellWithoutData(
  ctx: Write,
  { organizationId, _id: id, name }: Doc<"robots">,
  { name: rule, noDataMs }: { name: string; noDataMs: number },
  now: number,
): Promise<void> {
  const values = { name, rule, minutes: String(Math.round(noDataMs / 6_000) / 10) };
  await tellSafely(
    ctx,
    async () => ({
      organizationId,
      kind: "rule.broken",
      target: { kind: "robot", id, name },
      said: { sentence: "ruleWithoutData", values },
      actor: rules,
    }),
    now,
  );
}

type Whose = { organizationId: Id<"organizations">; robotId: Id<"robots"> | null; deploymentId: Id<"deployments"> | null };
type BrokenByRuns = { id: Id<"runRules">; name: string; of: string; atLeast: number; withinMs: number };

/** Runs of a deployment, a robot or the organization that break a rule; told when the incident opens. */
export async function tellRuns(
  ctx: Write,
  { organizationId, robotId, deploymentId }: Whose,
  { id, name: rule, of: name, atLeast, withinMs }: BrokenByRuns,
  now: number,
): Promise<void> {
  const values = { name, rule, count: String(atLeast), hours: String(Math.round(withinMs / 360_000) / 10) };
  const target =
    robotId !== null
      ? { kind: "robot" as const, id: robotId, name }
      : deploymentId !== null
        ? { kind: "deployment" as const, id: deploymentId, name }
        : { kind: "alertRule" as const, id, name };
  await tellSafely(
    ctx,
    async () => ({ organizationId, kind: "rule.broken", target, said: { sentence: "runsBroken", values }, actor: rules }),
    now,
  );
}

/** What a rule would say, to the one who asked for it. */
export async function tellRuleTest(
  ctx: Write,
  { organizationId, _id: id, name }: Doc<"alertRules"> | Doc<"runRules">,
  to: Id<"users">,
  now: number,
): Promise<void> {
  const target = { kind: "alertRule" as const, id, name };
  await tellSafely(
    ctx,
    async () => ({ organizationId, kind: "rule.broken", target, said: { sentence: "ruleTest", values: { name } }, actor: rules, to }),
    now,
  );
}
