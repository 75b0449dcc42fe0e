import { t } from "@lingui/core/macro";

import type { DoctorCheck, DoctorReport } from "#src/api/deployments.ts";
import type { Tone } from "#src/components/ui/badge.tsx";
import type { Shape } from "#src/components/ui/state-mark.tsx";

export type State = { shape: Shape; tone: Tone; word: string };

/** What a check came to; what fails has the lowest rank. */
export const results: Record<DoctorCheck["result"], State & { rank: number }> = {
  fail: { shape: "cross", tone: "danger", word: t`Fails`, rank: 0 },
  warn: { shape: "triangle", tone: "warn", word: t`Warning`, rank: 1 },
  skipped: { shape: "dash", tone: "neutral", word: t`Skipped`, rank: 2 },
  pass: { shape: "disc", tone: "ok", word: t`Passes`, rank: 3 },
};

/** What the doctor looks at. A check of a newer server is shown by its name. */
const titles: Record<string, string> = {
  model: t`Model`,
  worker: t`Worker`,
  "robot schema": t`Robot schema`,
  "safe stop": t`Safe stop`,
  "action limits": t`Action limits`,
  "control rate": t`Control rate`,
  robot: t`Robot`,
  "schema match": t`Schema match`,
  calibration: t`Calibration`,
  link: t({ message: "Link", context: "connection" }),
  health: t`Health`,
  "heartbeat interval": t`Heartbeat interval`,
  clock: t`Clock`,
};

/** "robot_schema_bound" as a person reads it. */
export function checkTitle(name: string): string {
  if (Object.hasOwn(titles, name)) return titles[name] ?? name;
  const words = name.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a report still counts. `now`: server time, epoch ms. */
export const isStale = ({ outdated, staleAt }: Pick<DoctorReport, "outdated" | "staleAt">, now: number): boolean =>
  outdated || now > staleAt;

/** What a report comes to, in one mark. */
export function stateOf(report: Pick<DoctorReport, "outdated" | "staleAt" | "passed">, now: number): State {
  if (isStale(report, now)) return { shape: "half", tone: "warn", word: t`Stale report` };
  return report.passed ? { shape: "disc", tone: "ok", word: t`Ready` } : { shape: "cross", tone: "danger", word: t`Not ready` };
}
