import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { pairingQueries, type PairingWords as Shown, useAgreeOnPairing, useDifferOnPairing } from "#src/api/pairing.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";

type PairingWordsProps = { robotId: RobotId; /** Server time, ms: a credential from before is another machine's. */ since: number };

/** The three words of the machine that was paired now, and what a person beside it says of them. */
export function PairingWords({ robotId, since }: PairingWordsProps) {
  const { data, error } = useQuery(pairingQueries.words(robotId));
  if (data === undefined) return error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-28" />;
  if (data === null || data.at < since) return null;
  return (
    <section aria-label={t`Words to compare`} className="grid gap-3 rounded-control border border-line p-4">
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <Words shown={data} robotId={robotId} />
    </section>
  );
}

function Words({ shown: { state, words, agreed, credentialId }, robotId }: { shown: Shown; robotId: RobotId }) {
  const agree = useAgreeOnPairing();
  const differ = useDifferOnPairing();
  const reason = useActReason({ robotId });
  const error = agree.error ?? differ.error;
  const args = { robotId, credentialId };
  return (
    <>
      {state === "shown" ? (
        <>
          <p className="text-muted">{t`The machine beside you must show these very words now:`}</p>
          {/* The same in every language, as the machine's own screen shows them. */}
          <p lang="en" translate="no" className="font-mono text-title break-words">
            {words.join(" ")}
          </p>
        </>
      ) : (
        <p className="text-muted">
          {state === "awaited"
            ? t`The machine has not shown its words yet. If it does not within a few seconds, pair it again.`
            : t`This machine shows no words: its agent is older, or it was paired without one. Compare its name with the machine beside you.`}
        </p>
      )}
      {agreed === null ? (
        <div className="flex flex-wrap gap-2">
          {state === "shown" ? (
            <Button tone="primary" isBusy={agree.isPending} disabledReason={reason} onClick={() => agree.mutate(args)}>
              {t`The same words`}
            </Button>
          ) : null}
          <Button
            tone={state === "shown" ? "danger" : undefined}
            isBusy={differ.isPending}
            disabledReason={reason}
            onClick={() => differ.mutate(args)}
          >
            {state === "shown" ? t`Other words, or none: refuse` : t`Refuse this machine`}
          </Button>
        </div>
      ) : (
        <p role="status" className="flex flex-wrap items-center gap-x-2">
          <StateMark shape="disc" tone="ok">{t`Compared by ${agreed.by}`}</StateMark>
          <span className="text-muted">
            <RelativeTime at={agreed.at} now={serverNow} />
          </span>
        </p>
      )}
      {error ? <ErrorNote text={describeError(error)} /> : null}
    </>
  );
}
