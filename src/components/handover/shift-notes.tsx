import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { describeError } from "#src/api/errors.ts";
import { type Handover, useTakeShift } from "#src/api/handovers.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

type Mine = { myId: string | null; disabledReason: string | undefined };

/** What whoever left says, the newest first; the earlier ones folded away. */
export function ShiftNotes({ handovers, ...mine }: { handovers: readonly Handover[] } & Mine) {
  const [newest, ...earlier] = handovers;
  return (
    <section aria-label={t`Notes`} className="grid content-start gap-3">
      <h2 className="text-heading">{t`Notes`}</h2>
      {newest === undefined ? <p className="text-muted">{t`No shift was handed over yet.`}</p> : <Note handover={newest} {...mine} />}
      {earlier.length === 0 ? null : (
        <details>
          <summary className="text-muted">{t`Earlier handovers`}</summary>
          <div className="mt-3 grid gap-3">
            {earlier.map((handover) => (
              <Note key={handover.id} handover={handover} {...mine} />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

function Note({ handover: { id, note, left, leftAt, taken }, myId, disabledReason }: { handover: Handover } & Mine) {
  const take = useTakeShift();
  const [leaver, taker] = [left.name, taken?.by.name ?? ""];
  const reason = left.id === myId ? t`Who leaves a shift cannot take it over: somebody else does.` : disabledReason;
  return (
    <article className="card grid gap-3 p-4 break-inside-avoid">
      <p className="text-caption text-muted">
        <Trans>
          {leaver}, <AbsoluteTime at={leftAt} />
        </Trans>
      </p>
      <p className="break-words whitespace-pre-line">{note}</p>
      {taken === null ? (
        <div className="flex flex-wrap items-center gap-3">
          <StateMark shape="ring" tone="warn">{t`Nobody took over yet`}</StateMark>
          <Button
            className="print:hidden"
            isBusy={take.isPending}
            disabledReason={reason}
            onClick={() => take.mutate({ id })}
          >{t`I read it and take over`}</Button>
        </div>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2">
          <StateMark shape="disc" tone="ok">{t`Taken over by ${taker}`}</StateMark>
          <span className="text-muted">
            <AbsoluteTime at={taken.at} />
          </span>
        </p>
      )}
      {take.error ? <ErrorNote text={describeError(take.error)} /> : null}
    </article>
  );
}
