import type { NewAlertRule } from "#src/api/alert-rules.ts";
import type { Robot, RobotState } from "#src/api/robots.ts";
import { compareNames } from "#src/lib/names.ts";

/** A robot that a rule can say nothing of. `missing`: its heartbeats come without the value. `since`: server time, epoch ms; `null` where it was never heard. */
export type WithoutData = { robot: Pick<Robot, "id" | "name">; why: "never" | "silent" | "missing"; since: number | null };

export type Coverage = {
  /** How many robots the rule is for. */
  meant: number;
  without: readonly WithoutData[];
};

export function isMeant(scope: NewAlertRule["scope"], { id, robotKind }: Pick<Robot, "id" | "robotKind">): boolean {
  if (scope.kind === "all") return true;
  return scope.kind === "robots" ? scope.robotIds.includes(id) : scope.robotKind === robotKind;
}

/** Which of the robots that a rule is for it can say something of, and of which it cannot, by name. */
export function coverageOf(
  { id, scope }: { id: string; scope: NewAlertRule["scope"] },
  robots: readonly Pick<Robot, "id" | "name" | "robotKind">[],
  states: ReadonlyMap<string, Pick<RobotState, "link" | "linkSince" | "rulesWithoutData">>,
): Coverage {
  const meant = robots.filter((robot) => isMeant(scope, robot));
  const without = meant.flatMap((robot): WithoutData[] => {
    const state = states.get(robot.id);
    if (state === undefined || state.link === "never") return [{ robot, why: "never", since: null }];
    if (state.link === "offline" || state.link === "retired") return [{ robot, why: "silent", since: state.linkSince }];
    const missing = state.rulesWithoutData?.find((each) => each.id === id);
    return missing === undefined ? [] : [{ robot, why: "missing", since: missing.since }];
  });
  return { meant: meant.length, without: without.toSorted((a, b) => compareNames(a.robot.name, b.robot.name)) };
}
