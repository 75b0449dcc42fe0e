import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import type { AlertRule } from "#src/api/alert-rules.ts";
import { serverNow } from "#src/api/clock.ts";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { TimeSince } from "#src/components/ui/time.tsx";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import type { Coverage, WithoutData } from "./coverage.ts";
import { measureWords } from "./rule-words.ts";

/** A list that nobody reads to its end is not drawn to its end. */
const MOST = 100;

/** The robots that a rule can say nothing of, and why. */
export function NoDataDialog({ rule, coverage, onClose }: { rule: AlertRule; coverage: Coverage; onClose: () => void }) {
  const { name, noDataMs } = rule;
  const time = formatDuration(noDataMs ?? 0);
  const { without, meant } = coverage;
  const more = without.length - MOST;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`No data for ${name}`}
      description={
        noDataMs === undefined
          ? t`Of these robots the rule says nothing: it is neither broken nor kept. No incident comes of that.`
          : t`Of these robots the rule says nothing: it is neither broken nor kept. An incident opens when heartbeats come without the value for ${time}; one that is silent has its own, and one that was never heard has none.`
      }
    >
      {without.length === 0 ? (
        <p>{meant === 0 ? t`No robot is meant.` : t`Every robot that is meant reports the value.`}</p>
      ) : (
        <ul aria-label={t`Robots without data`} className="grid">
          {without.slice(0, MOST).map((each) => (
            <li
              key={each.robot.id}
              className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-line py-2 last:border-0"
            >
              <Link to={paths.robot(each.robot.id)} className="font-medium hover:underline">
                {each.robot.name}
              </Link>
              <StateMark shape={each.why === "silent" ? "cross" : "dash"} tone="neutral" className="whitespace-normal">
                <span>
                  <Why {...each} what={measureWords[rule.measure]} />
                </span>
              </StateMark>
            </li>
          ))}
        </ul>
      )}
      {more > 0 ? (
        <p className="text-caption text-muted">{plural(more, { one: "And # more robot.", other: "And # more robots." })}</p>
      ) : null}
    </Dialog>
  );
}

function Why({ why, since, what }: Pick<WithoutData, "why" | "since"> & { what: string }) {
  if (why === "never" || since === null) return t`Never heard`;
  return why === "silent" ? (
    <Trans>
      Silent for <TimeSince at={since} now={serverNow} />
    </Trans>
  ) : (
    <Trans>
      {what}: not reported for <TimeSince at={since} now={serverNow} />
    </Trans>
  );
}
