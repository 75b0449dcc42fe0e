import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";

import { checkpointFile } from "#convex/model/receipts/checkpointFile.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

import { saveFile } from "./export.ts";

/** The daily signed checkpoints: what to publish, so that nobody can cut the chain's end off later. */
export function CheckpointList() {
  const { data, error } = useQuery(receiptQueries.checkpoints());
  const save = (name: string, checkpoints: Parameters<typeof checkpointFile>[0]) =>
    saveFile(`checkpoint-${name}.json`, "application/json", checkpointFile(checkpoints));
  return (
    <section aria-label={t`Checkpoints to publish`} className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-heading">{t`Checkpoints to publish`}</h2>
        {data === undefined || data.length === 0 ? null : (
          <Button
            size="small"
            icon={<Download aria-hidden />}
            onClick={() =>
              save(
                "all",
                data.map(({ checkpoint }) => checkpoint),
              )
            }
          >{t`Save all shown`}</Button>
        )}
      </div>
      <p className="max-w-prose text-muted">
        <Trans>
          Once a day the server signs how many receipts there are and the hash of the last. Put it where nobody can take it back; a file
          that later lacks one of them is then found out, on this page, with verify.html or{" "}
          <code className="font-mono text-caption">npx reflex receipts verify FILE --checkpoint CHECKPOINT</code>.
        </Trans>
      </p>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <TableSkeleton rows={3} />
        )
      ) : data.length === 0 ? (
        <p className="card border-dashed px-4 py-3 text-muted">{t`No checkpoints yet. The first is made within an hour of the first receipt.`}</p>
      ) : (
        <Table label={t`Checkpoints`}>
          <TableHead>
            <HeadCell>{t`Signed`}</HeadCell>
            <HeadCell isNumber>{t`Receipts`}</HeadCell>
            <HeadCell className="max-lg:hidden">{t`Hash of the last`}</HeadCell>
            <HeadCell>{t`File`}</HeadCell>
          </TableHead>
          <tbody>
            {data.map(({ at, sequence, hash, checkpoint }) => {
              const day = new Date(at).toISOString().slice(0, 10);
              return (
                <Row key={at}>
                  <Cell>
                    <AbsoluteTime at={at} />
                    <code className="block font-mono text-caption break-all text-muted lg:hidden">{hash}</code>
                  </Cell>
                  <Cell isNumber>{formatNumber(sequence)}</Cell>
                  <Cell className="max-lg:hidden">
                    <code className="font-mono text-caption break-all">{hash}</code>
                  </Cell>
                  <Cell>
                    <Button
                      size="small"
                      aria-label={t`Save the checkpoint of ${day}`}
                      onClick={() => save(day, [checkpoint])}
                    >{t`Save`}</Button>
                  </Cell>
                </Row>
              );
            })}
          </tbody>
        </Table>
      )}
    </section>
  );
}
