import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { accountQueries } from "#src/api/account.ts";
import { serverNow, useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { answerOfferNow, offerControlNow, releaseControlNow, takeControlNow, useControl } from "#src/api/control.ts";
import { useActReason } from "#src/api/limits.ts";
import type { RobotId } from "#src/api/robots.ts";
import { useOnce } from "#src/components/sessions/use-once.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Countdown, TimeSince } from "#src/components/ui/time.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";

import { type ControlState, controlState } from "./control-state.ts";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { OnlookersLine } from "./onlookers-line.tsx";
import { TakeOverDialog } from "./take-over-dialog.tsx";

export type ControlCardProps = { robotId: RobotId; robot: string; isApplying: boolean };

/** Who holds the robot of a session, and alone promotes on it; how it is handed over and taken. */
export function ControlCard({ robotId, robot, isApplying }: ControlCardProps) {
  const control = useControl(robotId);
  const myId = useQuery(accountQueries.me()).data?.user.id;
  const state = controlState(control ?? null, myId, useServerNow());
  const { isBusy, failure, run } = useOnce();
  const [opened, open] = useOpened();
  const roleReason = useActReason({ robotId });
  const isConnected = useIsConnected();
  const disabledReason = isConnected
    ? control === undefined
      ? t`Not loaded yet.`
      : roleReason
    : t`No connection to the server. Nothing is sent later.`;
  const button = (label: string, act: Parameters<typeof run>[0], tone?: "primary") => (
    <Button tone={tone} isBusy={isBusy} disabledReason={disabledReason} onClick={() => void run(act)}>
      {label}
    </Button>
  );
  const handOver = <Button disabledReason={disabledReason} onClick={() => open("hand-over")}>{t`Hand over…`}</Button>;
  const close = () => open(null);

  return (
    <section aria-label={t`Who holds the robot`} className="card grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="flex min-h-12 flex-1 basis-64 flex-wrap content-center items-center gap-x-3 sm:min-h-control">
          <span role="status" className="live-value">
            {control === undefined ? null : <Holder state={state} />}
          </span>
          {isConnected ? null : <span className="text-caption text-muted">{t`As last known.`}</span>}
          {state.kind === "offering" || state.kind === "offered" ? (
            <Countdown until={state.until} now={serverNow} label={t`Time left to accept`} className="text-muted" />
          ) : state.kind !== "free" && control != null ? (
            <span className="text-caption text-muted">
              <Trans>
                for <TimeSince at={control.since} now={serverNow} />
              </Trans>
            </span>
          ) : null}
        </div>
        <div className="flex flex-wrap gap-2">
          {state.kind === "free" ? (
            button(t`Hold it`, () => takeControlNow({ robotId, heldBy: null }))
          ) : state.kind === "offered" ? (
            <>
              {button(t`Accept`, () => answerOfferNow({ robotId, accept: true }), "primary")}
              {button(t`Decline`, () => answerOfferNow({ robotId, accept: false }))}
            </>
          ) : state.kind === "offering" ? (
            button(t`Take the offer back`, () => offerControlNow({ robotId, to: null }))
          ) : state.kind === "other" ? (
            <Button disabledReason={disabledReason} onClick={() => open("take-over")}>{t`Take over…`}</Button>
          ) : (
            <>
              {handOver}
              {button(t`Let it go`, () => releaseControlNow(robotId))}
            </>
          )}
        </div>
      </div>
      <OnlookersLine
        robotId={robotId}
        myId={myId}
        holderId={state.kind === "other" || state.kind === "offered" ? control?.by.id : undefined}
      />
      {failure === null ? null : <ErrorNote text={failure} />}
      {opened === "hand-over" && control?.by.id === myId && control !== undefined ? (
        <HandOverDialog {...{ robotId, robot, myId, disabledReason }} onClose={close} />
      ) : null}
      {opened === "take-over" && state.kind === "other" ? (
        <TakeOverDialog {...{ robotId, robot, isApplying, disabledReason }} holder={{ id: state.byId, name: state.by }} onClose={close} />
      ) : null}
    </section>
  );
}

function Holder({ state }: { state: ControlState }) {
  switch (state.kind) {
    case "free":
      return <span className="text-muted">{t`Nobody holds this robot: every operator may promote on it.`}</span>;
    case "mine":
      return <strong className="font-medium">{t`You hold this robot: nobody else promotes on it.`}</strong>;
    case "offering": {
      const { to } = state;
      return <strong className="font-medium">{t`You hold this robot, until ${to} accepts.`}</strong>;
    }
    case "unanswered": {
      const { to } = state;
      return <strong className="font-medium">{t`You hold this robot: ${to} did not answer.`}</strong>;
    }
    case "offered": {
      const { by } = state;
      return <strong className="font-medium">{t`${by} hands this robot to you.`}</strong>;
    }
    case "other": {
      const { by } = state;
      return <strong className="font-medium">{t`${by} holds this robot: nobody else promotes on it.`}</strong>;
    }
  }
}
