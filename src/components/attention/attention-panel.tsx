import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { accountQueries } from "#src/api/account.ts";
import { useAttended, useAttentionDone, useTakeAttention } from "#src/api/attention.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import type { Robot, RobotStatus } from "#src/api/robots.ts";
import { RobotWithoutData } from "#src/components/alert-rules/robot-without-data.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { attentionOf } from "#src/lib/attention.ts";
import type { Link } from "#src/lib/link.ts";

import { AttendedBy } from "./attended-by.tsx";
import { GiveDialog } from "./give-dialog.tsx";

export type AttentionPanelProps = { robot: Robot; status: RobotStatus | null; link: Link };

/** What is wrong with a robot and who attends to it. Keeps its place while nothing is wrong, so that nothing moves when something is. */
export function AttentionPanel({ robot: { id: robotId, name, paired }, status, link }: AttentionPanelProps) {
  const { attendance, pending, brokenRules, rulesWithoutData } = useAttended(robotId);
  const { reason } = attentionOf({
    link,
    mode: status?.mode ?? "dry_run",
    health: status?.health ?? "unknown",
    hasSession: (status?.sessionId ?? null) !== null,
    isPaired: paired !== null,
    pending,
    brokenRules,
  });
  const { data: me } = useQuery(accountQueries.me());
  const take = useTakeAttention();
  const done = useAttentionDone();
  const [opened, open] = useOpened();
  const roleReason = useActReason({ robotId });
  const isConnected = useIsConnected();
  const disabledReason =
    reason === null
      ? t`Nothing needs attention.`
      : !isConnected
        ? t`No connection to the server. Nothing is sent later.`
        : attendance === undefined
          ? t`Not loaded yet.`
          : roleReason;
  const attendedBy = attendance?.by.id ?? null;
  const isMine = attendedBy !== null && attendedBy === me?.user.id;
  const giver = attendance?.givenBy?.name;
  const error = take.error ?? done.error;
  const forget = () => {
    take.reset();
    done.reset();
  };
  return (
    <section aria-label={t`Attention`} className="card grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex min-h-control flex-1 basis-72 flex-wrap items-center gap-x-3" role="status">
          {reason === null ? (
            <span className="text-muted">{t`Nothing needs attention.`}</span>
          ) : (
            <StateMark shape="triangle" tone="warn">
              {reason}
            </StateMark>
          )}
          {isConnected ? null : <span className="text-caption text-muted">{t`As last known.`}</span>}
          {reason === null || attendance === undefined ? null : attendance === null ? (
            <span className="text-muted">{t`Nobody attends to it.`}</span>
          ) : (
            <span>
              <AttendedBy attendance={attendance} />
              {giver === undefined ? null : (
                <>
                  {" "}
                  <span className="text-muted">
                    <Trans>(given by {giver})</Trans>
                  </span>
                </>
              )}
            </span>
          )}
        </p>
        <div className={reason === null ? "hidden flex-wrap gap-2 sm:invisible sm:flex" : "flex flex-wrap gap-2"}>
          {isMine ? (
            <Button
              isBusy={done.isPending}
              disabledReason={disabledReason}
              onClick={() => {
                forget();
                done.mutate({ robotId });
              }}
            >{t`Done`}</Button>
          ) : (
            <Button
              isBusy={take.isPending}
              disabledReason={disabledReason}
              onClick={() => {
                forget();
                take.mutate({ robotId, attendedBy });
              }}
            >{t`I take this`}</Button>
          )}
          <Button disabledReason={disabledReason} onClick={() => open("give")}>{t`Give it to…`}</Button>
        </div>
      </div>
      {rulesWithoutData !== undefined && (link === "online" || link === "late") ? <RobotWithoutData missing={rulesWithoutData} /> : null}
      {error === null ? null : <ErrorNote text={describeError(error)} />}
      {opened === "give" && attendance !== undefined ? (
        <GiveDialog
          robotId={robotId}
          name={name}
          attendedBy={attendedBy}
          myId={me?.user.id}
          disabledReason={disabledReason}
          onClose={() => open(null)}
        />
      ) : null}
    </section>
  );
}
