import { plural, t } from "@lingui/core/macro";

import { changesOf } from "./changes.ts";

/** What an entry changed, field by field: the old value struck out, the new one beside it. */
export function ChangeList({ before, after }: { before: string | null; after: string | null }) {
  const changes = changesOf(before, after);
  if (changes.length === 0) return null;
  return (
    <details className="text-caption">
      <summary className="min-h-6 py-1 text-muted">{plural(changes.length, { one: "# change", other: "# changes" })}</summary>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 pt-1 font-mono">
        {changes.map(({ field, before: old, after: now }) => (
          <div key={field} className="contents">
            <dt translate="no" className="text-muted">
              {field}
            </dt>
            <dd className="break-all">
              {old === "" ? null : (
                <del className="me-2 text-muted">
                  <span className="sr-only">{t`before:`} </span>
                  <span translate="no">{old}</span>
                </del>
              )}
              {now === "" ? (
                <span className="text-muted">{t`removed`}</span>
              ) : (
                <ins className="no-underline">
                  <span className="sr-only">{t`after:`} </span>
                  <span translate="no">{now}</span>
                </ins>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
