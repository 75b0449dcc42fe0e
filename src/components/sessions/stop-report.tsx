import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

import { type StopVerdict, stopVerdict } from "./stop-progress.ts";
import type { StopReport as Report } from "./stop-store.ts";
import { useAlarm } from "./use-alarm.ts";

const headlines: Record<StopVerdict, string> = {
  sending: t`Stopping…`,
  unconfirmed: t`NOT CONFIRMED`,
  acknowledged: t`Robot acknowledged the stop`,
  standing: t`Stopped: the robot reports no motion`,
};

const tones: Record<StopVerdict, string> = {
  sending: "bg-raised text-foreground border-line-strong",
  unconfirmed: "bg-danger-solid text-danger-solid-foreground border-danger-solid",
  acknowledged: "bg-raised text-foreground border-line-strong",
  standing: "bg-ok-soft text-foreground border-ok",
};

type StopReportProps = {
  report: Report;
  /** Server time, epoch ms. */
  now: number;
  onDismiss: () => void;
};

/** What is known of the server's clock is off by less, ms; a fact older than that is one of an earlier press. */
const EARLIER_MS = 1_000;

/** Time of day to the millisecond, and how long after the press it became true. A session that was stopped before is still stopped. */
function factText(at: number | null, sentAt: number | null): string {
  if (at === null) return t`not yet`;
  const clock = `${formatTimeOfDay(at)}.${String(at % 1000).padStart(3, "0")}`;
  if (sentAt !== null && at < sentAt - EARLIER_MS) return t`${clock} (already)`;
  return sentAt === null || at === sentAt ? clock : `${clock} (+${Math.max(0, at - sentAt)} ms)`;
}

/** The four facts of one software stop. It never claims more than what was reported. */
export function StopReport({ report, now, onDismiss }: StopReportProps) {
  const [isSmall, setIsSmall] = useState(false);
  const verdict = stopVerdict(report, now);
  const { subject, stopLocation, tries } = report;
  const label = t`Software stop of ${subject}`;
  const facts = [
    { name: t`Sent`, at: report.sentAt },
    { name: t`Accepted by the server`, at: report.acceptedAt },
    { name: t`Acknowledged by the robot`, at: report.acknowledgedAt },
    { name: t`Motion reported zero`, at: report.motionZeroAt },
  ];
  // Made small, it has been seen: what still sounds then only keeps people from thinking.
  useAlarm(verdict === "unconfirmed" && !isSmall);
  const look = "min-h-control rounded-control border border-current px-3";
  if (isSmall && verdict === "unconfirmed") {
    return (
      <section
        aria-label={label}
        className={classNames("flex items-center justify-between gap-3 rounded-card border-2 p-2 ps-4 shadow-raised", tones[verdict])}
      >
        <p>
          <Trans>
            <strong>NOT CONFIRMED</strong> {subject}, still asking
          </Trans>
        </p>
        <button type="button" className={look} onClick={() => setIsSmall(false)}>{t`Show`}</button>
      </section>
    );
  }
  return (
    <section aria-label={label} className={classNames("rounded-card border-2 p-4 shadow-raised", tones[verdict])}>
      <div role={verdict === "unconfirmed" ? "alert" : "status"}>
        <h2 className={verdict === "unconfirmed" ? "text-figure" : "text-heading"}>{headlines[verdict]}</h2>
        <p className="text-caption">{subject}</p>
        {verdict === "unconfirmed" ? (
          <p className="mt-2 text-lead font-semibold">
            {stopLocation === null
              ? t`Use the hardware emergency stop at the robot (no location is recorded).`
              : t`Use the hardware emergency stop at: ${stopLocation}.`}
          </p>
        ) : null}
      </div>
      <ol className="mt-3 grid gap-1.5">
        {facts.map(({ name, at }) => (
          <li key={name} className="flex items-baseline justify-between gap-3">
            <span>
              <span aria-hidden>{at === null ? "○" : "●"}</span> {name}
            </span>
            <span className="shrink-0 text-end font-mono text-caption whitespace-nowrap tabular">{factText(at, report.sentAt)}</span>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-caption">
        {report.problem === null ? null : <>{report.problem} </>}
        {report.acknowledgedAt === null ? (
          <>{t`Asked ${plural(tries, { one: "# time", other: "# times" })}, repeating until the robot acknowledges.`} </>
        ) : null}
        {t`This is not a safety function.`}
      </p>
      {report.acknowledgedAt !== null ? (
        <button type="button" className={classNames("mt-2", look)} onClick={onDismiss}>{t`Put this report away`}</button>
      ) : verdict === "unconfirmed" ? (
        // It cannot be put away: it is still true. It can be made small, so that the page beneath can be used.
        <button type="button" className={classNames("mt-2", look)} onClick={() => setIsSmall(true)}>{t`Make this small`}</button>
      ) : null}
    </section>
  );
}
