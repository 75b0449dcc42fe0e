import { t } from "@lingui/core/macro";
import { Stethoscope } from "lucide-react";

import type { DoctorCheck, DoctorReport } from "#src/api/deployments.ts";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { type Shape, StateMark } from "#src/components/ui/state-mark.tsx";
import type { Tone } from "#src/components/ui/badge.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatAgo, formatDateTime } from "#src/lib/time.ts";

const results: Record<DoctorCheck["result"], { shape: Shape; tone: Tone; word: string; rank: number }> = {
  fail: { shape: "cross", tone: "danger", word: "Fails", rank: 0 },
  warn: { shape: "triangle", tone: "warn", word: "Warning", rank: 1 },
  skipped: { shape: "dash", tone: "neutral", word: "Skipped", rank: 2 },
  pass: { shape: "disc", tone: "ok", word: "Passes", rank: 3 },
};

/** "robot_schema_bound" as a person reads it. */
const checkTitle = (name: string) => {
  const words = name.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

type DoctorPanelProps = {
  /** Null when the doctor never ran for this choice. */
  report: DoctorReport | null;
  /** Server time, epoch ms. */
  now: number;
  isRunning: boolean;
  disabledReason: string | undefined;
  onRun: () => void;
};

/** Every check with its result, reason, fix and age. What fails comes first; what passes stays visible, as coverage. */
export function DoctorPanel({ report, now, isRunning, disabledReason, onRun }: DoctorPanelProps) {
  const run = (
    <Button icon={<Stethoscope aria-hidden />} isBusy={isRunning} disabledReason={disabledReason} onClick={onRun}>
      {report === null ? "Run the doctor" : "Run again"}
    </Button>
  );
  if (report === null) {
    return <EmptyState title={t`Not checked yet`} body="The doctor checks whether this deployment is ready to run. A session cannot be promoted without a passed, fresh report." action={run} />;
  }
  const isStale = report.outdated || now > report.staleAt;
  const why = report.outdated ? "Something it looked at has changed since." : "It is too old to count.";
  return (
    <section aria-label={t`Doctor`} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="grid gap-0.5">
          <StateMark shape={isStale ? "half" : report.passed ? "disc" : "cross"} tone={isStale ? "warn" : report.passed ? "ok" : "danger"}>
            {isStale ? "Stale report" : report.passed ? "Ready" : "Not ready"}
          </StateMark>
          <p className="text-caption text-muted">
            Checked <time title={formatDateTime(report.checkedAt)}>{formatAgo(now - report.checkedAt)}</time>
            {isStale ? `. ${why} Run it again.` : null}
          </p>
        </div>
        {run}
      </div>
      <ul className={classNames("card divide-y divide-line", isStale && "stale-value")}>
        {report.checks
          .toSorted((a, b) => results[a.result].rank - results[b.result].rank)
          .map((check) => {
            const { shape, tone, word } = results[check.result];
            return (
              <li key={check.name} className="grid gap-x-4 gap-y-0.5 px-4 py-3 sm:grid-cols-[7rem_minmax(0,1fr)_auto]">
                <StateMark shape={shape} tone={tone}>{word}</StateMark>
                <div className="grid min-w-0 gap-0.5">
                  <p className="font-medium">{checkTitle(check.name)}</p>
                  <p className="text-muted">{check.detail}</p>
                  {check.fix === "" ? null : <p><strong className="font-medium">{t`Fix:`}</strong> {check.fix}</p>}
                </div>
                <time title={formatDateTime(check.checkedAt)} className="text-caption whitespace-nowrap text-muted">{formatAgo(now - check.checkedAt)}</time>
              </li>
            );
          })}
      </ul>
    </section>
  );
}
