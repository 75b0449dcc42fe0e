import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { offsetInWords } from "./offset-words.ts";
import { byRun, type Parting } from "./overlay.ts";

type PartingsListProps = {
  partings: readonly Parting[];
  /** How the first receipt is called. */ reference: string;
  onMoment: (at: number) => void;
};

/** Where each run leaves the first one, a run in a row; which of them did so first of all is said before. */
export function PartingsList({ partings, reference, onMoment }: PartingsListProps) {
  const [first] = partings;
  if (first === undefined) return null;
  const { label: firstLabel, what: firstWhat } = first;
  const when = offsetInWords(first.at);
  const runs = byRun(partings);
  return (
    <>
      <p>
        <Trans>
          First of all <span className="font-medium">{firstLabel}</span> leaves {reference} at {when}: {firstWhat}.
        </Trans>
      </p>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 border-y border-line">
        {runs.map(({ label, moments }) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid border-line py-1 not-first:border-t">
            <dt className="py-0.5 font-medium tabular">{label}</dt>
            <dd>
              <ol className="flex flex-wrap gap-x-5">
                {moments.map(({ at, what }) => {
                  const offset = offsetInWords(at);
                  return (
                    <li key={`${at} ${what}`} className="flex items-baseline gap-x-2">
                      <button
                        type="button"
                        aria-label={t`${label} at ${offset}: ${what}. Show it in the charts.`}
                        className="min-h-6 shrink-0 tabular underline decoration-line-strong underline-offset-4"
                        onClick={() => onMoment(at)}
                      >
                        {offset}
                      </button>
                      <span>{what}</span>
                    </li>
                  );
                })}
              </ol>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
