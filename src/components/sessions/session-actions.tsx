import { t } from "@lingui/core/macro";
import { useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { useOtherHolder } from "#src/api/control.ts";
import { useActReason } from "#src/api/limits.ts";
import type { OnceAnswer } from "#src/api/physical.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { closeNow, demoteNow, extendBudgetNow, type Session } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { HoldButton } from "#src/components/ui/hold-button.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";

import { useCloseReasons } from "./close-reasons.ts";
import { MarkButton } from "./mark-button.tsx";
import { PromoteSheet } from "./promote-sheet.tsx";
import { useOnce } from "./use-once.ts";

const OFFLINE = t`No connection to the server. Nothing is sent later.`;
const TEN_MINUTES_MS = 10 * 60_000;

const RECEIPT_IS_FINAL = t`The receipt is written at once and can never be changed. A closed session cannot be opened again.`;

/** Whole sentences, because "the robot" is another word in each of them in many languages. */
const wordsFor = (robot: string | null) =>
  robot === null
    ? {
        stillMoves: t`If the robot still moves, use the software stop.`,
        close: t`Close the session on the robot`,
        stoppedFirst: t`The robot is stopped first.`,
        moreTime: t`More time for the robot`,
        keepsMoving: t`The robot keeps moving for ten minutes from now, instead of going back to the dry run at the end of its budget.`,
      }
    : {
        stillMoves: t`If ${robot} still moves, use the software stop.`,
        close: t`Close the session on ${robot}`,
        stoppedFirst: t`${robot} is stopped first.`,
        moreTime: t`More time for ${robot}`,
        keepsMoving: t`${robot} keeps moving for ten minutes from now, instead of going back to the dry run at the end of its budget.`,
      };

/** What an operator may do with an open session. The software stop is not here: it has its own place on every page. */
export function SessionActions({ session }: { session: Session }) {
  const offline = {
    promote: useIsOutOfReach("promote") ? OFFLINE : undefined,
    extend: useIsOutOfReach("extend") ? OFFLINE : undefined,
    mark: useIsOutOfReach("mark") ? OFFLINE : undefined,
    close: useIsOutOfReach("close") ? OFFLINE : undefined,
  };
  const roleReason = useRoleReason("operator");
  const limitReason = useActReason(session);
  const closeReason = useCloseReasons()(session);
  const [dialog, setDialog] = useOpened();
  const [reason, setReason] = useState("");
  const { isBusy, failure, run: once, forget } = useOnce();
  const isApplying = session.mode === "apply_actions";
  const words = wordsFor(session.robotName);
  const holder = useOtherHolder(session.robotId);
  const extendBlocked = offline.extend ?? limitReason ?? (holder === undefined ? undefined : t`${holder} holds this robot.`);
  const closeBlocked = offline.close ?? roleReason ?? closeReason;

  const shut = () => {
    setDialog(null);
    setReason("");
    forget();
  };
  const run = async (act: () => Promise<OnceAnswer<unknown>>) => {
    if (await once(act)) shut();
  };
  const said = reason.trim();

  return (
    <div className="grid gap-3">
      {/* On a phone the whole width, so that a thumb finds each where it was; what ends the motion first and widest. */}
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-end">
        {isApplying ? (
          <>
            {/* Back to the dry run needs no question; why it was done can be added first. */}
            <Button
              tone="primary"
              size="tall"
              className="max-sm:col-span-2"
              isBusy={isBusy}
              onClick={() => void run(() => demoteNow(session.id, said === "" ? undefined : said))}
            >
              {t`Back to dry run`}
            </Button>
            <Button size="tall" disabledReason={extendBlocked} onClick={() => setDialog("extend")}>{t`More time`}</Button>
          </>
        ) : (
          <Button
            size="tall"
            tone="primary"
            className="max-sm:col-span-2"
            disabledReason={offline.promote ?? limitReason ?? (session.robotId === null ? t`This session has no robot.` : undefined)}
            onClick={() => setDialog("promote")}
          >
            {t`Promote…`}
          </Button>
        )}
        <MarkButton sessionId={session.id} disabledReason={offline.mark ?? limitReason} />
        <Button
          size="tall"
          className={isApplying ? "max-sm:col-span-2" : ""}
          disabledReason={closeBlocked}
          onClick={() => setDialog("close")}
        >{t`Close session…`}</Button>
        {isApplying ? (
          <Input
            className="max-sm:col-span-2 sm:basis-full"
            label={t`Reason for going back to dry run`}
            hint={t`Optional; kept in the timeline and the receipt.`}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : null}
      </div>
      {failure !== null && dialog === null ? <ErrorNote text={`${failure} ${words.stillMoves}`} /> : null}

      <PromoteSheet session={session} isOpen={dialog === "promote" && session.robotId !== null} onClose={shut} />
      <Dialog
        isOpen={dialog === "close"}
        onClose={shut}
        title={words.close}
        description={isApplying ? `${words.stoppedFirst} ${RECEIPT_IS_FINAL}` : RECEIPT_IS_FINAL}
        actions={
          <Button
            tone="danger"
            isBusy={isBusy}
            disabledReason={closeBlocked}
            onClick={() => void run(() => closeNow(session.id, said === "" ? "operator_closed" : said))}
          >{t`Close session`}</Button>
        }
      >
        <Input
          label={t`Reason`}
          hint={t`Empty means: closed by the operator.`}
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.target.value)}
        />
        {failure === null ? null : <ErrorNote text={failure} />}
      </Dialog>
      <Dialog isOpen={dialog === "extend" && isApplying} onClose={shut} title={words.moreTime} description={words.keepsMoving}>
        <HoldButton
          onConfirm={() => void run(() => extendBudgetNow(session.id, TEN_MINUTES_MS, session.version))}
          disabledReason={extendBlocked}
          isBusy={isBusy}
        >
          {t`Ten minutes from now`}
        </HoldButton>
        {failure === null ? null : <ErrorNote text={failure} />}
      </Dialog>
    </div>
  );
}
