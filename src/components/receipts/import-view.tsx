import { plural, t } from "@lingui/core/macro";

import { Button } from "#src/components/ui/button.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Sheet } from "#src/components/ui/sheet.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { useMedia } from "#src/components/ui/use-media.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import type { ColumnName } from "./chosen-columns.ts";
import { isShowable } from "./imported.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { ReceiptFacts } from "./receipt-summary.tsx";
import { ReceiptTable } from "./receipt-table.tsx";
import type { Imported, useImport } from "./use-import.ts";

/** What a file says of itself; reviews and what is unusual among a deployment's receipts are the console's own. */
const columns: readonly ColumnName[] = ["ended", "motion", "steps", "duration", "latency", "safeStops", "errors"];
const none: never[] = [];
const noop = () => undefined;

/** A file's receipts, to be read only: the console's own list and receipt, with nothing on them that would do something. */
export function ImportView({
  imported,
  onOpen,
  onStop,
}: {
  imported: Imported;
  onOpen: ReturnType<typeof useImport>["open"];
  onStop: () => void;
}) {
  const { name, rows, failure, open } = imported;
  const isWide = useMedia("(min-width: 48rem)");
  const sequence = open?.row.sequence ?? "";
  const count = rows.length;
  return (
    <div className="grid gap-4">
      <section aria-label={t`Imported file`} className="rounded-card border-2 border-warn px-4 py-3">
        <p className="font-medium wrap-anywhere">{t`Imported from ${name}, not from this console.`}</p>
        <p className="text-muted">{t`It stays in this browser and is gone when you leave the page. Nothing of it is sent anywhere, and nothing here can be reviewed or changed.`}</p>
      </section>
      {failure === null ? (
        <VerdictOnIt imported={imported} onStop={onStop} />
      ) : (
        <ErrorNote text={`${t`${name} could not be read.`} ${failure}`} />
      )}
      {rows.length === 0 ? null : (
        <>
          <p className="text-caption text-muted tabular">
            {plural(count, { one: "# receipt in the file", other: "# receipts in the file" })}
          </p>
          <ReceiptTable rows={rows} asked={null} columns={isWide ? columns : none} chosen={none} onChoose={noop} onOpen={onOpen} />
        </>
      )}
      <Sheet isOpen={open !== null} onClose={() => onOpen(null)} title={t`Receipt #${sequence} of ${name}`}>
        {open === null ? null : open.text === undefined ? (
          <Skeleton className="h-96 w-full" />
        ) : (
          <div className="grid gap-5">
            <p className="text-muted">{t`Imported, not from this console. Whether it is genuine is said above the list.`}</p>
            {isShowable(open.text) ? <ReceiptFacts row={open.row} text={open.text} isImported /> : null}
            <details>
              <summary className="min-h-6 cursor-pointer">{t`The signed text`}</summary>
              <CodeBlock label={t`Signed text`} code={open.text} />
            </details>
          </div>
        )}
      </Sheet>
    </div>
  );
}

function VerdictOnIt({ imported: { verdict: found, progress, isStopped, rows }, onStop }: { imported: Imported; onStop: () => void }) {
  const [checked, total] = [formatNumber(progress?.checked ?? 0), formatNumber(progress?.total ?? 0)];
  if (found === null && isStopped) {
    return (
      <section aria-label={t`Verification`}>
        <p className="text-warn">
          {progress === null
            ? t`Stopped: the list ends where reading did, and nothing was verified.`
            : t`Stopped after ${checked} receipts, which were sound so far. Of the file as a whole nothing is said.`}
        </p>
      </section>
    );
  }
  if (found === null) {
    const read = formatNumber(rows.length);
    return (
      <section aria-label={t`Verification`} className="grid gap-1">
        <p className="tabular">
          {progress === null ? t`Read ${read}…` : progress.total === null ? t`Checked ${checked}` : t`Checked ${checked} of ${total}`}
        </p>
        {progress === null || progress.total === null ? null : (
          <ProgressBar label={t`Receipts of the file checked`} max={progress.total} value={progress.checked} className="w-64 max-w-full" />
        )}
        <div>
          <Button onClick={onStop}>{t`Stop the check`}</Button>
        </div>
      </section>
    );
  }
  const { verdict, isForeign, isUnknown, format } = found;
  const keys = isForeign
    ? t`None of the keys that signed it is this server's: it is of another console, and its own keys were believed. Compare them with those that its organization publishes.`
    : isUnknown
      ? t`The server did not answer, so only the file's own keys were used.`
      : t`Verified with this server's own keys.`;
  const about = format === "csv" && !isForeign && !isUnknown ? `${keys} ${t`A CSV has no first line to prove that it is whole.`}` : keys;
  return (
    <section aria-label={t`Verification`} className="grid gap-1">
      <div role="status">
        <StateMark
          shape={verdict.isSound ? "disc" : "cross"}
          tone={!verdict.isSound ? "danger" : isForeign || isUnknown ? "warn" : "ok"}
          className="whitespace-normal"
        >
          {verdict.headline}
        </StateMark>
      </div>
      <p className={isForeign ? "text-warn" : "text-muted"}>{about}</p>
      <p className="text-muted">{verdict.details.join(" ")}</p>
      {verdict.keys.length === 0 ? null : (
        <ul aria-label={t({ message: "Keys", context: "of signatures" })} className="grid gap-0.5">
          {verdict.keys.map(({ id, key }) => (
            <li key={id}>
              <code className="font-mono text-caption break-all">
                {id} = {key}
              </code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
