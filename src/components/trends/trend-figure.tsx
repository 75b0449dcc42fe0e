import { t } from "@lingui/core/macro";
import { lazy, Suspense, useState } from "react";

import type { TrendAnswer, TrendQuestion } from "#src/api/trend-parts.ts";
import { type ChartColor, PLOT_LEFT, PLOT_RIGHT } from "#src/components/ui/chart-parts.ts";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";

import { bucketsOf, domainOf, type Series } from "./answer.ts";
import { type Asked, valueText } from "./measures.ts";
import type { Question } from "./question.ts";
import { RunsLink } from "./runs-link.tsx";
import { bucketInWords, bucketLabel, nameOf, receiptsBehind, summaryOf } from "./trend-words.ts";

/** recharts arrives after the page that shows it. */
const BucketCanvas = lazy(() => import("#src/components/ui/bucket-canvas.tsx").then((module) => ({ default: module.BucketCanvas })));

const colors: readonly ChartColor[] = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];
const colorOf = ({ kind }: Series, index: number): ChartColor | null => (kind === "others" ? null : (colors[index] ?? null));

export type TrendProps = {
  series: readonly Series[];
  answer: TrendAnswer;
  question: TrendQuestion;
  own: Question;
  asked: Asked;
  isStale: boolean;
};

/** The values as lines or bars, those of one bucket as text under it, each with the receipts behind it. Arrow keys go from bucket to bucket. */
export function TrendFigure({ series, answer, question, own, asked, isStale }: TrendProps) {
  const starts = bucketsOf(question);
  const last = starts.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  const at = Math.min(chosen ?? last, last);
  const isStacked = own.as === "bars" && own.over === "total" && asked.canStack;
  const kind = own.as === "lines" ? "lines" : isStacked ? "stacked" : "bars";
  const drawn = series.map((each, index) => ({ key: each.key, color: colorOf(each, index), values: each.points.map(asked.valueOf) }));
  const when = bucketInWords(starts[at] ?? question.from, question);
  const readings = series.map((each) => {
    const point = each.points[at];
    return `${nameOf(each, answer, question)} ${valueText(point === undefined ? null : asked.valueOf(point), asked)}`;
  });
  const indexAt = (clientX: number, box: DOMRect) => {
    const share = (clientX - box.left - PLOT_LEFT) / (box.width - PLOT_LEFT - PLOT_RIGHT);
    return Math.max(0, Math.min(last, Math.floor(share * starts.length)));
  };
  return (
    <figure className={classNames("card grid gap-3 p-3 break-inside-avoid", isStale && "text-stale")} aria-label={asked.label}>
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="text-heading">{asked.label}</span>
        <span className="text-caption text-muted">{asked.unit}</span>
      </figcaption>
      <p className="sr-only">{summaryOf(series, answer, question, asked)}</p>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t`Time of the values`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={`${when}: ${readings.join(", ")}`}
        dir="ltr"
        className="relative h-64 touch-pan-y select-none"
        onPointerDown={(event) => setChosen(indexAt(event.clientX, event.currentTarget.getBoundingClientRect()))}
        onPointerMove={(event) => {
          if (event.pointerType !== "mouse" || event.buttons === 1)
            setChosen(indexAt(event.clientX, event.currentTarget.getBoundingClientRect()));
        }}
        onKeyDown={(event) => {
          const page = Math.max(1, Math.round(last / 6));
          const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -page, PageUp: page }[event.key];
          const next = event.key === "Home" ? 0 : event.key === "End" ? last : step === undefined ? null : at + step;
          if (next === null) return;
          setChosen(Math.max(0, Math.min(last, next)));
          event.preventDefault();
        }}
      >
        <Suspense fallback={<Skeleton className="h-full" />}>
          <BucketCanvas
            kind={kind}
            labels={starts.map((start) => bucketLabel(start, question))}
            series={drawn}
            domain={domainOf(series, asked, isStacked)}
            marked={at}
          />
        </Suspense>
      </div>
      <section aria-label={t`Values of ${when}`} className="grid gap-1 border-t border-line pt-2">
        <h2 className="font-medium">{when}</h2>
        <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
          {series.map((each, index) => {
            const point = each.points[at];
            const color = colorOf(each, index);
            return (
              <li key={each.key} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <span
                  aria-hidden
                  className="h-2 w-3 shrink-0 self-center rounded-mark forced-color-adjust-none"
                  style={{ background: color === null ? "var(--color-muted)" : `var(--color-${color})` }}
                />
                <span className="min-w-0 wrap-anywhere text-muted">{nameOf(each, answer, question)}</span>
                <span className="font-medium tabular">{valueText(point === undefined ? null : asked.valueOf(point), asked)}</span>
                <RunsLink
                  to={receiptsBehind(each, at, question, own)}
                  runs={point?.sums.runs ?? 0}
                  what={`${nameOf(each, answer, question)}, ${when}`}
                />
              </li>
            );
          })}
        </ul>
        {series.length === 1 ? null : (
          <p className="text-caption text-muted print:hidden">{t`Press a place of the chart, or the arrow keys on it, for the values of another time.`}</p>
        )}
      </section>
    </figure>
  );
}
