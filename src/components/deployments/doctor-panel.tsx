import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Stethoscope } from "lucide-react";

import type { DoctorReport } from "#src/api/deployments.ts";
import { serverWords } from "#src/api/server-words.ts";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatAgo, formatDateTime } from "#src/lib/time.ts";

import { checkTitle, isStale, results, stateOf } from "./doctor-words.ts";

function Age({ at, now, className }: { at: number; now: number; className?: string }) {
  return (
    <time title={formatDateTime(at)} className={className}>
      {formatAgo(now - at)}
    </time>
  );
}

type DoctorPanelProps = {
  /** Null when the doctor never ran for this choice. */
  report: DoctorReport | null;
  /** Server time, epoch ms. */
  now: number;
  isRunning: boolean;
  disabledReason: string | undefined;
  onRun: () => void;
};

/** The doctor's report, and its verdict to who hears the page, also when it is the first one. */
export function DoctorPanel(props: DoctorPanelProps) {
  const verdict = props.report === null ? "" : stateOf(props.report, props.now).word;
  return (
    <div className="grid">
      <p role="status" className="sr-only">
        {props.isRunning ? t`The doctor is checking.` : verdict === "" ? "" : t`The doctor says: ${verdict}.`}
      </p>
      <Report {...props} />
    </div>
  );
}

/** Every check with its result, reason, fix and age. What fails comes first; what passes stays visible, as coverage. */
function Report({ report, now, isRunning, disabledReason, onRun }: DoctorPanelProps) {
  const run = (
    <Button icon={<Stethoscope aria-hidden />} isBusy={isRunning} disabledReason={disabledReason} onClick={onRun}>
      {report === null ? t`Run the doctor` : t`Run again`}
    </Button>
  );
  if (report === null) {
    return (
      <EmptyState
        title={t`Not checked yet`}
        body={t`The doctor checks whether this deployment is ready to run. A session cannot be promoted without a passed, fresh report.`}
        action={run}
      />
    );
  }
  const stale = isStale(report, now);
  const { shape, tone, word } = stateOf(report, now);
  const checked = { at: report.checkedAt, now };
  return (
    <section aria-label={t`Doctor`} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="grid gap-0.5">
          <StateMark shape={shape} tone={tone}>
            {word}
          </StateMark>
          <p className="text-caption text-muted">
            {!stale ? (
              <Trans>
                Checked <Age {...checked} />
              </Trans>
            ) : report.outdated ? (
              <Trans>
                Checked <Age {...checked} />. Something it looked at has changed since. Run it again.
              </Trans>
            ) : (
              <Trans>
                Checked <Age {...checked} />. It is too old to count. Run it again.
              </Trans>
            )}
          </p>
        </div>
        {run}
      </div>
      <ul className={classNames("card divide-y divide-line", stale && "stale-value")}>
        {report.checks
          .toSorted((a, b) => results[a.result].rank - results[b.result].rank)
          .map((check) => {
            const result = results[check.result];
            const fix = serverWords(check.fix);
            return (
              <li key={check.name} className="grid gap-x-4 gap-y-0.5 px-4 py-3 sm:grid-cols-[7rem_minmax(0,1fr)_auto]">
                <StateMark shape={result.shape} tone={result.tone}>
                  {result.word}
                </StateMark>
                <div className="grid min-w-0 gap-0.5">
                  <p className="font-medium">{checkTitle(check.name)}</p>
                  <p className="text-muted">{serverWords(check.detail)}</p>
                  {fix === "" ? null : (
                    <p>
                      <Trans>
                        <strong className="font-medium">Fix:</strong> {fix}
                      </Trans>
                    </p>
                  )}
                </div>
                <Age at={check.checkedAt} now={now} className="text-caption whitespace-nowrap text-muted" />
              </li>
            );
          })}
      </ul>
    </section>
  );
}
