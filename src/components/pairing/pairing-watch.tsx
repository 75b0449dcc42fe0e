import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TimerOff, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";

import { useIsOutOfReach } from "#src/api/reach.ts";
import { convexUrl } from "#src/api/urls.ts";
import { serverNow, useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { type NewPairing, pairingQueries, useRevokePairing } from "#src/api/pairing.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { PairingCode } from "./pairing-code.tsx";
import { PairingWords } from "./pairing-words.tsx";
import { type PairingPhase, pairingPhase } from "./pairing-state.ts";
import { useExpiry } from "./use-expiry.ts";

type PairingWatchProps = { pairing: NewPairing; robotId: RobotId; robotName: string; isRenewing: boolean; onRenew: () => void };

const over = {
  expired: { title: t`This code has expired`, text: t`Nobody claimed it in time. It gives nothing to anyone now.` },
  revoked: { title: t`This code was revoked`, text: t`Nobody can claim it any more.` },
  burned: {
    title: t`This code was burned`,
    text: t`Five wrong secrets were tried against it, so it was made useless. Someone may be guessing: look at the audit log before you show a new one.`,
  },
  credential_revoked: { title: t`The credential was revoked`, text: t`The machine that claimed this code can no longer act as the robot.` },
} satisfies Record<Exclude<PairingPhase, "open" | "claimed">, { title: string; text: string }>;

/** One code from its first second to its end: shown, claimed by whom, expired, revoked. */
export function PairingWatch({ pairing, robotId, robotName, isRenewing, onRenew }: PairingWatchProps) {
  const { data, error } = useQuery(pairingQueries.watch(pairing.id));
  const revoke = useRevokePairing();
  const [isAsking, setIsAsking] = useState(false);
  const offlineReason = useIsOutOfReach("pair") ? t`No connection to the server. Nothing is sent later.` : undefined;
  useExpiry(pairing.expiresAt);
  useServerNow();
  const watched = data ?? { state: "open" as const, expiresAt: pairing.expiresAt, credentialRevoked: false, claim: null, wrongAttempts: 0 };
  const hostname = watched.claim?.hostname;
  const phase = pairingPhase(watched, serverNow());

  return (
    <section aria-live="polite" className="card grid gap-5 p-5">
      {error ? <ErrorNote text={`${describeError(error)} ${t`The code may have been claimed without this page knowing.`}`} /> : null}
      {phase === "open" ? (
        <>
          <PairingCode robotName={robotName} token={pairing.token} expiresAt={pairing.expiresAt} convexUrl={convexUrl} />
          {watched.wrongAttempts === 0 ? null : (
            <p className="rounded-control bg-warn-soft px-3 py-2 text-warn">
              {plural(watched.wrongAttempts, {
                one: "# wrong secret was tried against this code. After five it is burned.",
                other: "# wrong secrets were tried against this code. After five it is burned.",
              })}
            </p>
          )}
          <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
            <p className="flex items-center gap-2 text-muted">
              <span aria-hidden className="size-2 animate-pulse rounded-full bg-info" />
              {t`Waiting for the machine to claim it`}
            </p>
            <Button isBusy={revoke.isPending} onClick={() => revoke.mutate({ id: pairing.id })}>
              {t`Revoke code`}
            </Button>
          </div>
        </>
      ) : phase === "claimed" && watched.claim !== null ? (
        <>
          <Outcome
            icon={<CircleCheck aria-hidden className="text-ok" />}
            title={t`${robotName} is paired`}
            text={t`Check that this is the machine you expected. If it is not, refuse it now.`}
          />
          <KeyValueList
            label={t`Claim`}
            items={[
              { key: t`Machine`, value: watched.claim.hostname ?? t`did not tell its name` },
              { key: t`Agent version`, value: watched.claim.agentVersion ?? t`not told` },
              {
                key: t`Claimed`,
                value: (
                  <>
                    <AbsoluteTime at={watched.claim.at} /> (<RelativeTime at={watched.claim.at} now={serverNow} />)
                  </>
                ),
              },
            ]}
          />
          <PairingWords robotId={robotId} since={watched.claim.at} />
          <div className="flex flex-wrap gap-2">
            <ButtonLink to={paths.robot(robotId)}>{t`Go to ${robotName}`}</ButtonLink>
            <Button onClick={() => setIsAsking(true)}>{t`Revoke this machine`}</Button>
          </div>
        </>
      ) : (
        <>
          <Outcome
            icon={
              phase === "expired" ? <TimerOff aria-hidden className="text-muted" /> : <TriangleAlert aria-hidden className="text-warn" />
            }
            {...over[phase === "claimed" ? "credential_revoked" : phase]}
          />
          <div className="flex flex-wrap gap-2">
            <Button tone="primary" isBusy={isRenewing} disabledReason={offlineReason} onClick={onRenew}>
              {t`Show a new code`}
            </Button>
            <ButtonLink to={paths.robot(robotId)} tone="quiet">
              {t`Back to ${robotName}`}
            </ButtonLink>
          </div>
        </>
      )}
      {revoke.error ? <ErrorNote text={describeError(revoke.error)} /> : null}
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={hostname == null ? t`Revoke this machine?` : t`Revoke ${hostname}?`}
        description={t`Its credential stops working at once: it can no longer send heartbeats as ${robotName}.`}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{t`Keep it`}</Button>
            <Button
              tone="danger"
              isBusy={revoke.isPending}
              onClick={() => revoke.mutate({ id: pairing.id }, { onSettled: () => setIsAsking(false) })}
            >
              {t`Revoke this machine`}
            </Button>
          </>
        }
      />
    </section>
  );
}

function Outcome({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <div className="flex items-start gap-3 [&>svg]:mt-0.5 [&>svg]:size-6 [&>svg]:shrink-0">
      {icon}
      <div className="grid gap-1">
        <h2 className="text-heading">{title}</h2>
        <p className="text-muted">{text}</p>
      </div>
    </div>
  );
}
