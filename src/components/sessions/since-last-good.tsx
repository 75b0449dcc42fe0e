import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { receiptQueries, type SinceLastGood as Answer } from "#src/api/receipts.ts";
import type { SessionId } from "#src/api/sessions.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatAgo } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

type Change = Answer["changes"][number];

const names: Record<Change["what"], string> = {
  deployment: t`Deployment`,
  spec: t`Spec hash`,
  model: t`Model`,
  baseModel: t`Base model`,
  runtime: t`Runtime`,
  robotSchema: t`Robot schema`,
  calibration: t`Calibration`,
};

/** On the promote sheet: whether this run is set up as the last good one that moved the same robot, and what is not. */
export function SinceLastGood({ sessionId, now }: { sessionId: SessionId; now: number }) {
  const { data, error } = useQuery(receiptQueries.sinceLastGood(sessionId));
  return (
    <section aria-label={t`Since the last good run`} className="grid gap-2">
      <h3 className="text-heading">{t`Since the last good run`}</h3>
      {data === undefined ? (
        error ? (
          <ErrorNote text={describeError(error)} />
        ) : (
          <Skeleton className="h-10" />
        )
      ) : (
        <SinceLastGoodView answer={data} now={now} />
      )}
    </section>
  );
}

/** `now`: server time, epoch ms. */
export function SinceLastGoodView({ answer: { receipt, looked, changes }, now }: { answer: Answer; now: number }) {
  if (receipt === null) {
    const none = plural(looked, {
      one: "The one receipt of this robot is not of a run that moved it and was judged good.",
      other: "None of the # receipts of this robot was of a run that moved it and was judged good.",
    });
    return <p className="text-muted">{looked === 0 ? t`This robot has no receipts yet: nothing to compare with.` : none}</p>;
  }
  const link = (
    <Link className="underline" to={paths.receipt(receipt.id)}>
      #{receipt.sequence}
    </Link>
  );
  const ago = formatAgo(now - receipt.timestamp);
  return (
    <>
      {changes.length === 0 ? (
        <StateMark shape="disc" tone="ok">{t`Set up the same.`}</StateMark>
      ) : (
        <>
          <StateMark shape="triangle" tone="warn">
            {plural(changes.length, { one: "# thing is set up otherwise.", other: "# things are set up otherwise." })}
          </StateMark>
          <KeyValueList
            label={t`What is set up otherwise`}
            items={changes.map(({ what, before, now: after }) => ({
              key: names[what],
              value: (
                <>
                  <del className="text-muted">{before ?? t`none`}</del> <span aria-hidden>→</span>{" "}
                  <ins className="font-medium no-underline">{after ?? t`none`}</ins>
                </>
              ),
            }))}
          />
        </>
      )}
      <p className="text-caption text-muted">
        <Trans>
          Compared with receipt {link} of {ago}, the last run that moved this robot and was judged good.
        </Trans>
      </p>
    </>
  );
}
