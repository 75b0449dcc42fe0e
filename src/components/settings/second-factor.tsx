import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { secondFactorQueries } from "#src/api/second-factor.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";

const dialogs = () => import("./second-factor-dialogs.tsx");
const SetUpDialog = lazy(() => dialogs().then((module) => ({ default: module.SetUpDialog })));
const RenewDialog = lazy(() => dialogs().then((module) => ({ default: module.RenewDialog })));
const TurnOffDialog = lazy(() => dialogs().then((module) => ({ default: module.TurnOffDialog })));

const leftWords = (left: number) => t`${left} of 10 recovery codes left.`;

type Open = "set_up" | "renew" | "turn_off";

/** One's own second factor: what it is now, and the ways to set it up, renew its recovery codes and turn it off. */
export function SecondFactor({ account }: { account: string }) {
  const { data: status, error } = useQuery(secondFactorQueries.status());
  const isConnected = useIsConnected();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const isMissing = status?.isRequired === true && !status.isByPasskey;
  const disabledReason = isConnected ? undefined : t`No connection to the server.`;
  return (
    <section aria-label={t`Second factor`} className="grid gap-3">
      <h2 className="text-heading">{t`Second factor`}</h2>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {status === undefined ? null : status.since === null ? (
        <>
          <StateMark shape="ring" tone={isMissing ? "warn" : "neutral"}>
            {isMissing ? t`Off, and your organization asks for one` : t({ message: "Off", context: "second factor" })}
          </StateMark>
          {status.isByPasskey ? <p className="text-muted">{t`You are signed in by a passkey, which stands for one.`}</p> : null}
          <p className="text-muted">{t`With it, signing in asks for a code of an authenticator app after the password. Setting it up signs you out everywhere else.`}</p>
          <div>
            <Button tone={isMissing ? "primary" : "neutral"} disabledReason={disabledReason} onClick={() => setOpen("set_up")}>
              {t`Set up a second factor…`}
            </Button>
          </div>
        </>
      ) : (
        <>
          <StateMark shape="disc" tone="ok">
            <Trans>
              On since <RelativeTime at={status.since} now={serverNow} />
            </Trans>
          </StateMark>
          <p className={status.recoveryCodesLeft < 3 ? "text-warn" : "text-muted"}>{leftWords(status.recoveryCodesLeft)}</p>
          <div className="flex flex-wrap gap-2">
            <Button disabledReason={disabledReason} onClick={() => setOpen("renew")}>{t`New recovery codes…`}</Button>
            <Button disabledReason={disabledReason} onClick={() => setOpen("turn_off")}>{t`Turn off…`}</Button>
          </div>
        </>
      )}
      <Suspense>
        {open === "set_up" ? <SetUpDialog account={account} onClose={close} /> : null}
        {open === "renew" ? <RenewDialog onClose={close} /> : null}
        {open === "turn_off" ? <TurnOffDialog isRequired={status?.isRequired === true} onClose={close} /> : null}
      </Suspense>
    </section>
  );
}
