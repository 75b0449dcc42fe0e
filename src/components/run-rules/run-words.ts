import { plural, t } from "@lingui/core/macro";

import type { RunsCondition } from "#src/api/run-rules.ts";
import { formatDuration } from "#src/lib/time.ts";

type Sign = RunsCondition["signs"][number];

/** Why a run counts. */
export const signWords: Record<Sign, string> = {
  stopped: t`software stop`,
  fault: t`fault or safe stop`,
  lease: t`lease ran out`,
  flagged: t`flagged in review`,
};
export const signs = Object.keys(signWords) as readonly Sign[];

/** "At least 3 runs of one deployment in 24 h: software stop, lease ran out" */
export function runsInWords({ signs: counted, per, atLeast, withinMs }: RunsCondition): string {
  const [time, why] = [formatDuration(withinMs), signs.filter((sign) => counted.includes(sign)).map((sign) => signWords[sign])];
  const list = why.join(", ");
  if (per === "deployment")
    return plural(atLeast, {
      one: `At least # run of one deployment in ${time}: ${list}`,
      other: `At least # runs of one deployment in ${time}: ${list}`,
    });
  if (per === "robot")
    return plural(atLeast, {
      one: `At least # run of one robot in ${time}: ${list}`,
      other: `At least # runs of one robot in ${time}: ${list}`,
    });
  return plural(atLeast, {
    one: `At least # run of the organization in ${time}: ${list}`,
    other: `At least # runs of the organization in ${time}: ${list}`,
  });
}
