import { t } from "@lingui/core/macro";
import { useQueries } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import { runSamplesQuery } from "#src/api/run-samples.ts";
import { eventInWords } from "#src/components/sessions/event-words.ts";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";

import { type Comparable, incomparableBecause } from "./compare.ts";
import { CompareCharts } from "./compare-charts.tsx";
import { CompareCourse } from "./compare-course.tsx";
import { CompareTable } from "./compare-table.tsx";
import { type Align, layRuns, measuresOf, partingsOf } from "./overlay.ts";
import { PartingsList } from "./partings-list.tsx";
import { readBody } from "./receipt-body.ts";

function comparableOf({ row, receipt }: ReceiptDetail): Comparable {
  const body = readBody(receipt.body);
  const kind = body?.robot?.["kind"];
  return {
    label: `#${row.sequence}`,
    robotKind: typeof kind === "string" ? kind : null,
    robotSchema: body?.robotSchema == null ? null : `${body.robotSchema.name} v${body.robotSchema.version}`,
    robot: row.robotName,
    policy: row.modelId,
    runtime: body?.runtime ?? null,
    controlPeriodMs: body?.timeline.findLast(({ evidence }) => evidence?.controlPeriodMs != null)?.evidence?.controlPeriodMs ?? null,
    hasMoved: row.applied,
  };
}

/** The rest of the address: what of the comparison is looked at. */
export type CompareView = {
  align: Align;
  joint: string | null;
  showsAll: boolean;
  /** Offset on the common axis, ms. */ moment: number | null;
};

type ComparisonProps = { details: readonly ReceiptDetail[]; view: CompareView; onView: (change: Partial<CompareView>) => void };

/** Two to six receipts over each other: whether they may be compared, where they part, their readings, and what differs. */
export function Comparison({ details, view, onView }: ComparisonProps) {
  const samples = useQueries({ queries: details.map(({ row }) => runSamplesQuery(row)) });
  const [hovered, setHovered] = useState<number | null>();
  const runs = layRuns(
    details,
    samples.map(({ data }) => data),
    view.align,
  );
  const key = `${view.align} ${runs.map((run) => `${run.label} ${run.samples?.kind}`).join(" ")}`;
  const measures = useMemo(() => measuresOf(runs), [key]); // oxlint-disable-line react-hooks/exhaustive-deps -- the runs are new on every render, their key is not
  const partings = useMemo(() => partingsOf(runs, measures, eventInWords), [key]); // oxlint-disable-line react-hooks/exhaustive-deps -- as above
  const [from, to] = [Math.min(...runs.map((run) => run.from)), Math.max(...runs.map((run) => run.to))];
  const cursor = hovered === undefined ? view.moment : hovered;
  const warnings = incomparableBecause(details.map(comparableOf));
  const gone = runs.filter((run) => run.samples?.kind === "gone").map(({ label }) => label);
  const coarse = runs.filter((run) => run.samples?.kind === "minutes").map(({ label }) => label);
  const isReading = samples.some(({ data, error }) => data === undefined && !error);
  const unaligned =
    view.align === "promotion" ? runs.filter(({ base, detail }) => base === detail.row.startedAt).map(({ label }) => label) : [];
  const [reference, goneLabels, coarseLabels, unalignedLabels] = [
    runs[0]?.label ?? "",
    gone.join(", "),
    coarse.join(", "),
    unaligned.join(", "),
  ];
  return (
    <div className="grid gap-6">
      {warnings.length === 0 ? null : (
        <section
          aria-label={t`Not a fair comparison`}
          className="flex gap-2.5 rounded-card border border-warn/50 bg-warn-soft px-3.5 py-2.5"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <div className="grid gap-1">
            <h2 className="font-medium">{t`Not a fair comparison`}</h2>
            <ul className="grid gap-0.5">
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </div>
        </section>
      )}
      <section aria-label={t`Where they part`} className="grid gap-2">
        <h2 className="text-heading">{t`Where they part`}</h2>
        {partings.length === 0 ? (
          <p className="text-muted">
            {isReading
              ? t`Reading the heartbeats.`
              : gone.length === 0
                ? t`They went the same way, as far as was measured.`
                : t`The same happened in all of them.`}
          </p>
        ) : (
          <PartingsList
            partings={partings}
            reference={reference}
            onMoment={(moment) => {
              setHovered(undefined);
              onView({ moment });
            }}
          />
        )}
        <p className="text-caption text-muted">
          {t`A reading parts from the first receipt's when three in a row lie further from it than a tenth of its range.`}
          {gone.length === 0 ? "" : ` ${t`The heartbeats of ${goneLabels} are gone, so only what happened is compared.`}`}
          {coarse.length === 0 ? "" : ` ${t`Of the heartbeats of ${coarseLabels} means of minutes are left, without joints.`}`}
          {isReading && partings.length > 0 ? ` ${t`Reading the heartbeats.`}` : ""}
        </p>
      </section>
      <section aria-label={t`Over each other`} className="grid gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-heading">{t`Over each other`}</h2>
          <Segmented<Align>
            label={t`Laid at`}
            value={view.align}
            onChange={(align) => onView({ align, moment: null })}
            options={[
              { value: "start", label: t`At the start` },
              { value: "promotion", label: t`At the promotion` },
            ]}
          />
        </div>
        {unaligned.length === 0 ? null : (
          <p className="text-caption text-muted">{t`${unalignedLabels} was never promoted and is laid at its start.`}</p>
        )}
        <CompareCourse {...{ runs, from, to, cursor }} />
        {gone.length === runs.length ? null : isReading ? (
          <output aria-label={t`Reading the heartbeats.`} className="grid gap-3">
            {[0, 1, 2].map((at) => (
              <Skeleton key={at} className="h-40 w-full" />
            ))}
          </output>
        ) : (
          <CompareCharts
            {...{ runs, measures, from, to, cursor }}
            joint={view.joint}
            onJoint={(joint) => onView({ joint })}
            onCursor={setHovered}
          />
        )}
      </section>
      <CompareTable details={details} showsAll={view.showsAll} onShowsAll={(showsAll) => onView({ showsAll })} />
    </div>
  );
}
