import { t } from "@lingui/core/macro";

import { eventInWords } from "#src/components/sessions/event-words.ts";
import { PLOT_LEFT, PLOT_RIGHT } from "#src/components/ui/chart-parts.ts";
import { classNames } from "#src/lib/class-names.ts";

import { offsetInWords } from "./offset-words.ts";
import type { LaidRun } from "./overlay.ts";
import { momentsOf, stretchesOf } from "./story.ts";

type CompareCourseProps = { runs: readonly LaidRun[]; from: number; to: number; cursor: number | null };

/** The courses of runs under one another on one axis: when each was a dry run and when its actions were applied. */
export function CompareCourse({ runs, from, to, cursor }: CompareCourseProps) {
  const share = (at: number) => `${((Math.min(to, Math.max(from, at)) - from) / (to - from)) * 100}%`;
  const width = (start: number, end: number) => `${((Math.min(to, end) - Math.max(from, start)) / (to - from)) * 100}%`;
  const [first, last] = [offsetInWords(from), offsetInWords(to)];
  return (
    <figure className="card grid gap-1.5 p-3" aria-label={t`Courses of the runs`}>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-caption text-muted">
        <span className="flex flex-wrap gap-x-4">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2.5 rounded-[2px] bg-dry-soft outline outline-dry" />
            {t`dry run`}
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2.5 rounded-[2px] bg-apply" />
            {t`actions applied`}
          </span>
        </span>
        <span className="tabular">{cursor === null ? t`${first} to ${last}` : offsetInWords(cursor)}</span>
      </figcaption>
      <ul className="relative grid gap-2">
        {runs.map(({ label, body, base, from: start, to: end }) => {
          const moments = momentsOf(body?.timeline ?? [], eventInWords);
          return (
            <li key={label} className="grid gap-0.5">
              <span className="text-caption">
                <span className="font-medium tabular">{label}</span>{" "}
                <span className="text-muted">{moments.map(({ at, label: what }) => `${offsetInWords(at - base)} ${what}`).join("; ")}</span>
              </span>
              <div aria-hidden className="relative h-4" dir="ltr" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
                {stretchesOf(body?.timeline ?? [], start + base, end + base).map((stretch) => (
                  <span
                    key={stretch.from}
                    className={classNames(
                      "absolute inset-y-0",
                      stretch.mode === "apply_actions" ? "bg-apply" : "bg-dry-soft outline outline-dry/40",
                    )}
                    style={{ left: share(stretch.from - base), width: width(stretch.from - base, stretch.to - base), minWidth: 2 }}
                  />
                ))}
                {moments.map((moment, index) => (
                  <span
                    key={index}
                    className={classNames("absolute inset-y-0 w-0.5", moment.kind === "stop" ? "bg-danger" : "bg-foreground/60")}
                    style={{ left: share(moment.at - base) }}
                  />
                ))}
                {cursor === null ? null : <span className="absolute -inset-y-1 w-px bg-foreground/70" style={{ left: share(cursor) }} />}
              </div>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
