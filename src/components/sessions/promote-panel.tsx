import { plural, t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { serverWords } from "#src/api/server-words.ts";
import type { PromotionEvidence, UnmetCondition } from "#src/api/sessions.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { HoldButton } from "#src/components/ui/hold-button.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatAgo } from "#src/lib/time.ts";

import { firstMoveInWords } from "./first-move.ts";
import type { Joint } from "./joints.ts";
import { MovingJoints } from "./moving-joints.tsx";

/** Where a promote stands. `unknown` means no answer came: neither "done" nor "not done" may be claimed. */
export type PromotePhase =
  | { kind: "idle" }
  | { kind: "asking" }
  | { kind: "promoting" }
  | { kind: "refused"; message: string }
  | { kind: "unknown"; why: string };

type PromotePanelProps = {
  robotName: string;
  stopLocation: string | null;
  model: string;
  joints: readonly Joint[];
  evidence: PromotionEvidence;
  /** How the arm stands and where the first action would put it, drawn. */
  pose?: ReactNode;
  /** What is otherwise than in the last good run, where that is known. */
  sinceLastGood?: ReactNode;
  /** How far the promote policy lets a joint go at once, in the schema's units; absent or null: any distance. */
  maxFirstMove?: number | null | undefined;
  unmet: readonly UnmetCondition[];
  /** What can be done about a condition from here. */
  actionFor?: (code: UnmetCondition["code"]) => ReactNode;
  /** What ends the promotion by itself, to choose. */
  bounds?: ReactNode;
  /** How many actions are chosen; `null` or absent: any number. */
  actions?: number | null;
  /** Server time, epoch ms, for ages. */
  now: number;
  phase: PromotePhase;
  /** False while nothing arrives: what is shown was true once. */
  isLive: boolean;
  /** Why nothing can be promoted from this browser now (no connection, role), apart from the conditions. */
  blockedBecause: string | undefined;
  onPromote: () => void;
};

const ms = (value: number | null) => (value === null ? t`not known` : `${Math.round(value)} ms`);

/** Everything a person must see before an arm moves, in the order in which they need it. */
export function PromotePanel(props: PromotePanelProps) {
  const { robotName, stopLocation, joints, evidence, unmet, phase, now } = props;
  const isBusy = phase.kind === "asking" || phase.kind === "promoting";
  const disabledReason =
    props.blockedBecause ??
    (unmet.length === 0 ? undefined : plural(unmet.length, { one: "# condition is not met.", other: "# conditions are not met." }));
  const most = props.maxFirstMove ?? null;
  const { safeStop, lastHeartbeatAt, doctorCheckedAt } = evidence;
  const latency = ms(evidence.latencyP95Ms);
  const period = ms(evidence.controlPeriodMs);
  const doctorAge = doctorCheckedAt === null ? null : formatAgo(now - doctorCheckedAt);

  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        {/* Stands before what it says comes, so that it is told when it changes. */}
        <div role="status">
          {!props.isLive ? (
            <StateMark shape="dash" tone="danger">{t`Not known: no connection to the server.`}</StateMark>
          ) : unmet.length === 0 ? (
            <StateMark shape="disc" tone="ok">{t`Every condition is met.`}</StateMark>
          ) : (
            <h3 className="text-heading text-danger">{plural(unmet.length, { one: "Not ready: # unmet", other: "Not ready: # unmet" })}</h3>
          )}
        </div>
        {!props.isLive || unmet.length === 0 ? null : (
          <section aria-label={t`Unmet conditions`}>
            <ul className="grid gap-2">
              {unmet.map((condition) => {
                const fix = serverWords(condition.fix);
                return (
                  <li
                    key={condition.code}
                    className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-danger/40 bg-danger-soft p-3"
                  >
                    <div className="min-w-0 flex-1 basis-48">
                      <p className="font-medium">{serverWords(condition.message)}</p>
                      <p className="text-caption text-muted">{t`Fix: ${fix}`}</p>
                    </div>
                    {props.actionFor?.(condition.code)}
                  </li>
                );
              })}
            </ul>
          </section>
        )}
      </div>

      <section aria-label={t`What will move`} className="grid gap-2">
        <h3 className="text-heading">{t`What will move`}</h3>
        <KeyValueList
          items={[
            { key: t`Robot`, value: <strong>{robotName}</strong> },
            { key: t`Hardware emergency stop`, value: stopLocation ?? t`No location recorded` },
            { key: t`Policy`, value: props.model },
            { key: t`Safe stop`, value: safeStop ?? t`None in the schema` },
            {
              key: t`First move`,
              value: (
                <span className={props.isLive ? "" : "text-stale"}>
                  {firstMoveInWords(evidence.firstMove, (index) => joints[index]?.name, most)}
                </span>
              ),
            },
          ]}
        />
        <MovingJoints joints={joints} firstMove={evidence.firstMove ?? null} most={most} isOld={!props.isLive} />
        {props.pose}
      </section>

      {props.sinceLastGood}

      <section aria-label={t`Evidence of the dry run`} className="grid gap-2">
        <h3 className="text-heading">{t`Evidence of the dry run`}</h3>
        <KeyValueList
          items={[
            { key: t`Steps`, value: formatNumber(evidence.steps) },
            { key: t`Safe stops`, value: formatNumber(evidence.safeStops) },
            { key: t`Faults`, value: formatNumber(evidence.faults) },
            { key: t`Latency, 95 of 100`, value: t`${latency}, control period ${period}` },
            { key: t`Clock difference`, value: ms(evidence.clockSkewMs) },
            {
              key: t`Last heartbeat`,
              value: lastHeartbeatAt === null ? t({ message: "none", context: "heartbeat" }) : formatAgo(now - lastHeartbeatAt),
            },
            { key: t`Doctor`, value: doctorAge === null ? t`not run` : t`checked ${doctorAge}` },
          ]}
        />
      </section>

      {props.bounds}

      {/* Stays in view, so that what the control would do now is seen from everywhere in the sheet. */}
      <div className="sticky -bottom-5 -mx-5 -mb-5 grid gap-2 border-t border-line bg-raised px-5 pt-3 pb-5">
        {phase.kind === "refused" ? <ErrorNote text={phase.message} /> : null}
        {phase.kind === "unknown" ? (
          <ErrorNote
            text={`${phase.why} ${t`The promote was not repeated and will not be sent later. The frame of this page shows the mode that the server has; keep clear of the robot until it does.`}`}
          />
        ) : null}
        <HoldButton onConfirm={props.onPromote} disabledReason={disabledReason} isBusy={isBusy} holdMs={1_200}>
          {phase.kind === "asking"
            ? t`Asking the server…`
            : phase.kind === "promoting"
              ? t`Promoting…`
              : typeof props.actions === "number"
                ? plural(props.actions, {
                    one: `Promote ${robotName}: it will move, # action`,
                    other: `Promote ${robotName}: it will move, # actions`,
                  })
                : t`Promote ${robotName}: it will move`}
        </HoldButton>
      </div>
    </div>
  );
}
