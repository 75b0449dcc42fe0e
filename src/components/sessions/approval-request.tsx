import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { accountQueries, useRoleReason } from "#src/api/account.ts";
import { type Approval, approvalQueries, useApprove, useDecline, useRequestApproval } from "#src/api/approvals.ts";
import { useServerNow } from "#src/api/clock.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { describeError } from "#src/api/errors.ts";
import { useLimitReasons } from "#src/api/limits.ts";
import type { Session } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatCountdown } from "#src/lib/time.ts";

import { approvalState } from "./approval-state.ts";
import { ActionChoice, actionsWithin, mostActions, type Trial } from "./promote-bounds.tsx";

export type ApprovalRequestProps = {
  session: Session;
  trial: Trial;
  /** For how many actions it is asked for (`null`: any number), where the promote sheet around it has the choice; left out, it has its own. */
  actions?: number | null | undefined;
};

/** Asks for the second operator's word on a promote, shows where it stands, and lets them give it. */
export function ApprovalRequest({ session, trial, actions: given }: ApprovalRequestProps) {
  const latest = useQuery(approvalQueries.latest(session.id));
  const me = useQuery(accountQueries.me()).data?.user.id ?? null;
  const now = useServerNow();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const most = mostActions(trial, null);
  const actions = given !== undefined ? given : most === null ? chosen : Math.min(chosen ?? most, most);
  const request = useRequestApproval();
  const approve = useApprove();
  const decline = useDecline();
  const roleReason = useRoleReason("operator");
  const limitReason = useLimitReasons()(session);
  // An approval must never be sent later by itself, so nothing is offered without a connection.
  const reason = useIsOutOfReach("approve") ? t`No connection to the server. Nothing is sent later.` : roleReason;
  // To say no is never limited; to ask and to say yes is.
  const yesReason = reason ?? limitReason;
  const approval = latest.data ?? null;
  const state = approvalState(approval, me, now);
  const failure = request.error ?? approve.error ?? decline.error ?? latest.error;
  const isBusy = request.isPending || approve.isPending || decline.isPending;
  const done = { onSuccess: () => setText("") };
  const said = text.trim();
  const withReason = said === "" ? {} : { reason: said };
  if (latest.data === undefined && latest.error === null) return null;

  return (
    <section aria-label={t`Approval`} className="card grid gap-3 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-heading">{t`Second operator`}</h2>
        <span role="status">
          <Mark state={state} />
        </span>
      </div>
      {failure === null ? null : <ErrorNote text={describeError(failure)} />}
      {state.kind === "waiting" && approval !== null ? (
        <>
          <p>{requestInWords(approval)}</p>
          <ActionsLine actions={approval.evidence.actionBudget ?? null} />
          <EvidenceLine approval={approval} />
          {state.isMine ? (
            <div className="flex flex-wrap items-center gap-3">
              <p className="text-muted">{t`Somebody else has to approve it.`}</p>
              <Button
                size="small"
                isBusy={isBusy}
                disabledReason={reason}
                onClick={() => decline.mutate({ id: approval.id }, done)}
              >{t`Withdraw`}</Button>
            </div>
          ) : (
            <>
              <Input
                label={t`Reason`}
                hint={t`Kept in the timeline and the receipt. Whoever approves may not promote.`}
                maxLength={500}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              <div className="flex flex-wrap gap-2">
                <Button
                  tone="primary"
                  isBusy={isBusy}
                  disabledReason={yesReason}
                  onClick={() => approve.mutate({ id: approval.id, binding: approval.binding, ...withReason }, done)}
                >{t`Approve what stands above`}</Button>
                <Button
                  isBusy={isBusy}
                  disabledReason={reason ?? (said === "" ? t`Say why.` : undefined)}
                  onClick={() => decline.mutate({ id: approval.id, ...withReason }, done)}
                >{t`Decline`}</Button>
              </div>
            </>
          )}
        </>
      ) : state.kind === "approved" && approval !== null && approval.decision !== null ? (
        <>
          <p>
            {approvedInWords(approval.decision)}{" "}
            {state.byMe
              ? t`You approved, so somebody else has to promote.`
              : t`It holds for exactly this state and dissolves with any change.`}
          </p>
          <ActionsLine actions={approval.evidence.actionBudget ?? null} />
          <EvidenceLine approval={approval} />
          <div>
            <Button
              size="small"
              isBusy={isBusy}
              disabledReason={reason}
              onClick={() => decline.mutate({ id: approval.id }, done)}
            >{t`Take it back`}</Button>
          </div>
        </>
      ) : (
        <>
          <p className="text-muted">
            {state.kind === "over"
              ? overInWords(state.why, approval?.decision)
              : t`This deployment needs a second operator's approval for each promote.`}
          </p>
          <Input
            label={t`Note for the second operator (optional)`}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {given !== undefined ? (
            <ActionsLine actions={actions} />
          ) : (
            <ActionChoice actions={actions} choices={actionsWithin(trial, null)} onActions={setChosen} />
          )}
          <div>
            <Button
              isBusy={isBusy}
              disabledReason={yesReason}
              onClick={() =>
                request.mutate(
                  {
                    sessionId: session.id,
                    ...(said === "" ? {} : { note: said }),
                    ...(actions === null ? {} : { actionBudget: actions }),
                  },
                  done,
                )
              }
            >{t`Ask for approval`}</Button>
          </div>
        </>
      )}
      {approval === null ? null : (
        <span className="text-muted">
          <CopyableId id={approval.id} label={t`Copy the approval’s id`} />
        </span>
      )}
    </section>
  );
}

/** How far the approval reaches: what the one who decides must not overlook. */
const ActionsLine = ({ actions }: { actions: number | null }) => (
  <p>
    {actions === null ? t`For any number of actions.` : plural(actions, { one: "For at most # action.", other: "For at most # actions." })}
  </p>
);

const over = {
  dissolved: t`The approval has dissolved: something it was given for has changed. Ask again.`,
  expired: t`The request has run out. Ask again.`,
  declined: t`The request was declined.`,
};

/** Says who declined, and why if they said it. */
function overInWords(why: keyof typeof over, decision: Approval["decision"] | undefined): string {
  if (why !== "declined" || decision == null || decision.approved) return over[why];
  const {
    by: { name },
    reason,
  } = decision;
  return reason === "" ? t`${name} declined the request.` : t`${name} declined the request: ${reason}`;
}

const overInShort = { dissolved: t`Dissolved`, expired: t`Ran out`, declined: t`Declined` };

function requestInWords({ requestedBy: { name }, note }: Approval): string {
  return note === "" ? t`${name} asks to promote.` : t`${name} asks to promote: ${note}`;
}

function approvedInWords({ by: { name }, reason }: NonNullable<Approval["decision"]>): string {
  return reason !== "" ? t`${name} approved it: ${reason}.` : t`${name} approved it.`;
}

function Mark({ state }: { state: ReturnType<typeof approvalState> }) {
  const left = "leftMs" in state ? formatCountdown(state.leftMs) : "";
  switch (state.kind) {
    case "none":
      return <StateMark shape="dash" tone="neutral">{t`Not asked`}</StateMark>;
    case "waiting":
      return <StateMark shape="half" tone="warn">{t`Waiting, ${left} left`}</StateMark>;
    case "approved":
      return <StateMark shape="disc" tone="ok">{t`Approved, ${left} left`}</StateMark>;
    case "over":
      return (
        <StateMark shape="cross" tone="danger">
          {overInShort[state.why]}
        </StateMark>
      );
    default:
      return state satisfies never;
  }
}

function EvidenceLine({ approval: { evidence } }: { approval: Approval }) {
  const ms = (value: number | null) => (value === null ? t`not known` : `${Math.round(value)} ms`);
  const { steps, safeStops, faults } = evidence;
  const latency = ms(evidence.latencyP95Ms);
  const period = ms(evidence.controlPeriodMs);
  const safeStop = evidence.safeStop ?? t({ message: "none", context: "safe stop" });
  return (
    <p className="text-caption text-muted tabular">
      {t`On ${plural(steps, { one: "# dry-run step", other: "# dry-run steps" })}, ${plural(safeStops, { one: "# safe stop", other: "# safe stops" })}, ${plural(faults, { one: "# fault", other: "# faults" })}; latency (95 of 100) ${latency}, control period ${period}; safe stop ${safeStop}.`}
    </p>
  );
}
