import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import type { Incident } from "#src/api/incidents.ts";
import { useActReason, useLimitReasons } from "#src/api/limits.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { IncidentDialog } from "./incident-dialog.tsx";
import {
  actsOn,
  causeInWords,
  detailInWords,
  endInWords,
  incidentMark,
  isHappened,
  maySettle,
  severityWords,
  stepInWords,
  whoseInWords,
} from "./incident-words.ts";
import { severityOf } from "./severity.ts";
import { TakeButton } from "./take-button.tsx";

type IncidentListProps = {
  incidents: readonly Incident[];
  /** Whether each says whose it is; not on the page of the robot. */
  withRobot: boolean;
};

/** Incidents, each with its story. `?open=incident:ID` opens the question for one. */
export function IncidentList({ incidents, withRobot }: IncidentListProps) {
  const [opened, open] = useOpened();
  const asked = incidents.find(({ id }) => opened === `incident:${id}`);
  return (
    <>
      <ul aria-label={t`Incidents`} className="grid">
        {incidents.map((incident) => (
          <Entry key={incident.id} incident={incident} withRobot={withRobot} onAsk={() => open(`incident:${incident.id}`)} />
        ))}
      </ul>
      {asked === undefined ? null : <IncidentDialog key={asked.id} incident={asked} onClose={() => open(null)} />}
    </>
  );
}

function Entry({ incident, withRobot, onAsk }: { incident: Incident; withRobot: boolean; onAsk: () => void }) {
  const { robotId, deploymentId, deploymentName, severity, startedAt, endedAt, steps, sessionId, rule } = incident;
  const on = actsOn(incident);
  const roleReason = useActReason(on);
  const limitReason = useLimitReasons()(on);
  const page = robotId !== null ? paths.robot(robotId) : deploymentId === null ? null : paths.deployment(deploymentId);
  const detail = detailInWords(incident);
  const lasted = endedAt === null ? null : formatDuration(endedAt - startedAt);
  const waits = isHappened(incident) && endedAt === null;
  return (
    <li className="grid gap-1 border-b border-line py-3 last:border-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <StateMark {...incidentMark(incident)} className="whitespace-normal">
          {causeInWords(incident)}
        </StateMark>
        <span className="text-caption text-muted">{severityWords[severityOf(severity)]}</span>
        {withRobot && page !== null ? (
          <Link to={page} className="font-medium hover:underline">
            {whoseInWords(incident)}
          </Link>
        ) : null}
        <span className="text-muted sm:ms-auto">
          {lasted === null ? (
            <Trans>
              for <TimeSince at={startedAt} now={serverNow} />
            </Trans>
          ) : (
            <>
              <RelativeTime at={startedAt} now={serverNow} />
              {" · "}
              {t`lasted ${lasted}`}
            </>
          )}
        </span>
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 flex-1 basis-64 gap-0.5">
          <p>
            {detail === null ? null : `${detail} `}
            <span className="text-muted">{endInWords(incident)}</span>
          </p>
          {steps.length === 0 ? null : (
            <ol aria-label={t`What people did`} className="text-caption text-muted">
              {steps.map((step, index) => (
                <li key={index}>
                  <AbsoluteTime at={step.at} /> {stepInWords(step)}
                </li>
              ))}
            </ol>
          )}
          <p className="flex flex-wrap gap-x-4 text-caption">
            {sessionId === null ? null : (
              <Link to={paths.session(sessionId)} className="text-muted underline">
                {t`Its session`}
              </Link>
            )}
            {robotId === null || deploymentId === null || deploymentName === null ? null : (
              <Link to={paths.deployment(deploymentId)} className="min-w-0 text-muted underline">
                {t`Deployment ${deploymentName}`}
              </Link>
            )}
            {rule === undefined ? null : (
              <Link to={paths.incidents({ rule: rule.id, show: "all" })} className="text-muted underline">
                {t`All of this rule`}
              </Link>
            )}
            <Link to={paths.audit(auditOf(incident))} className="text-muted underline">
              {t`Audit log of these days`}
            </Link>
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {withRobot && robotId !== null && endedAt === null && !waits ? <TakeButton robotId={robotId} /> : null}
          <Button size="small" disabledReason={roleReason ?? limitReason} onClick={onAsk}>
            {endedAt === null && maySettle(incident) ? t`I looked at it…` : t`Add a note…`}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** A day as the audit log counts days: by this device. */
const dayOf = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** What is on record of the robot or the deployment on the days of the incident. */
function auditOf({ robotId, deploymentId, startedAt, endedAt }: Incident): string {
  const target = robotId ?? deploymentId;
  return new URLSearchParams({
    ...(target === null ? {} : { target }),
    from: dayOf(startedAt),
    ...(endedAt === null ? {} : { to: dayOf(endedAt) }),
  }).toString();
}
