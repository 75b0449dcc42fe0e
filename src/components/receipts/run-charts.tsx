import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import type { Receipt, ReceiptDetail } from "#src/api/receipts.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import { MINUTE_LIFE, type RunSamples, runSamplesQuery } from "#src/api/run-samples.ts";
import { type ChartData, minuteChartData, rawChartData } from "#src/components/heartbeats/chart-data.ts";
import { RawData } from "#src/components/sessions/raw-data.tsx";
import { Chart } from "#src/components/ui/chart.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ZoomBar } from "#src/components/ui/zoom-bar.tsx";
import { steadyDomain } from "#src/lib/series.ts";
import type { Stretch } from "#src/lib/zoom.ts";

import type { ReceiptBody } from "./receipt-body.ts";
import { offsetInWords } from "./offset-words.ts";
import { RunAxis } from "./run-axis.tsx";
import { runOf } from "./run-stretch.ts";

const RunPictures = lazy(() => import("#src/components/cameras/run-pictures.tsx").then((module) => ({ default: module.RunPictures })));
const RunPose = lazy(() => import("#src/components/pose/run-pose.tsx").then((module) => ({ default: module.RunPose })));

type RunChartsProps = {
  row: Receipt;
  /** The receipt as it was signed, for what it says of pictures. */
  signed: Pick<ReceiptDetail, "receipt" | "publicKeys">;
  body: ReceiptBody;
  /** A moment of the run (epoch ms) that axis, charts and list share. */
  cursor: number | null;
  onCursor: (at: number | null) => void;
  /** The part of the run that the charts show; null: all of it. */
  zoom: Stretch | null;
  onZoom: (part: Stretch | null) => void;
  keepReason: string | undefined;
};

const none: ChartData["gaps"] = [];
const noPoints = { inferenceMs: [], roundTripMs: [], controlHz: [] };

/** Room for two charts and their line, or for the one line that says they are gone. */
const roomFor = ({ timestamp }: Receipt) => (serverNow() - timestamp < MINUTE_LIFE ? "h-[30.375rem] w-full" : "h-10 w-full");

/** The course of a run: its modes and, while they are still there, the numbers the robot sent. */
export function RunCharts({ row, signed, body, cursor, onCursor, zoom, onZoom, keepReason }: RunChartsProps) {
  const { data, error } = useQuery(runSamplesQuery(row));
  const run = runOf(row);
  const whole = data === undefined ? null : chartDataOf(data, run, run.from);
  // Read again and not cut out: what is drawn of a whole run is thinned.
  const chart = zoom === null || data === undefined ? whole : chartDataOf(data, zoom, run.from);
  const { from, to } = zoom ?? run;
  // One scale for the run: a part of it is no larger for being looked at.
  const scale = (whole ?? chart)?.points ?? noPoints;
  const zoomTo = (partFrom: number, partTo: number) => onZoom({ from: partFrom, to: partTo });
  const tolerance = data?.kind === "minutes" ? 60_000 : 3_000;
  // Of a receipt of this organization; the server's v.id check decides.
  const robotSchemaId = body.robotSchema?.id as RobotSchemaId | undefined;
  const period = body.timeline.findLast(({ evidence }) => evidence !== null)?.evidence?.controlPeriodMs ?? null;
  return (
    <section aria-label={t`Course of the run`} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="text-heading">{t`Course of the run`}</h2>
        {chart === null ? null : <ZoomBar {...{ zoom, cursor, onZoom }} whole={run} words={zoomWords(run, zoom)} />}
      </div>
      <RunAxis body={body} {...run} zoom={zoom} gaps={whole?.gaps ?? none} samples={data} cursor={cursor} />
      {error ? <ErrorNote text={`${t`The heartbeats could not be read.`} ${describeError(error)}`} /> : null}
      {chart === null ? (
        data === undefined && !error ? (
          <Skeleton className={roomFor(row)} />
        ) : null
      ) : (
        <>
          <Chart
            label={t`Latency`}
            unit="ms"
            {...{ from, to, cursor, onCursor, onZoom: zoomTo, tolerance, gaps: chart.gaps }}
            domain={steadyDomain(
              [...scale.inferenceMs, ...scale.roundTripMs, ...(period === null ? [] : [{ at: from, value: period }])],
              [0, 50],
            )}
            limits={period === null ? [] : [{ value: period, label: t`control period`, tone: "warn" }]}
            series={[
              { key: "inferenceMs", label: t`inference`, color: "chart-1", points: chart.points.inferenceMs },
              { key: "roundTripMs", label: t`round trip`, color: "chart-2", points: chart.points.roundTripMs },
            ]}
          />
          <Chart
            label={t`Control rate`}
            unit="Hz"
            {...{ from, to, cursor, onCursor, onZoom: zoomTo, tolerance, gaps: chart.gaps }}
            digits={1}
            domain={steadyDomain(scale.controlHz, [0, 10])}
            series={[{ key: "controlHz", label: t`control`, color: "chart-4", points: chart.points.controlHz }]}
          />
        </>
      )}
      {/* Of a run without a robot, or without a heartbeat, the receipt says so itself. */}
      {robotSchemaId === undefined || row.robotId === null || body.heartbeats.count === 0 ? null : (
        <Suspense fallback={null}>
          <RunPose row={row} robotSchemaId={robotSchemaId} at={cursor} />
        </Suspense>
      )}
      {row.robotId === null ? null : (
        <Suspense fallback={null}>
          <RunPictures
            sessionId={row.sessionId}
            signed={signed}
            offsetOf={(at) => offsetInWords(at - run.from)}
            cursor={cursor}
            onCursor={onCursor}
          />
        </Suspense>
      )}
      <RawData sessionId={row.sessionId} disabledReason={keepReason} />
    </section>
  );
}

function zoomWords(run: Stretch, zoom: Stretch | null) {
  const [from, to] = [offsetInWords((zoom ?? run).from - run.from), offsetInWords((zoom ?? run).to - run.from)];
  return {
    label: t`Part of the run that is shown`,
    shown: zoom === null ? t`the whole run` : t`${from} to ${to}`,
    isWhole: t`The whole run is shown.`,
    back: t`Whole run`,
  };
}

function chartDataOf(samples: RunSamples, { from, to }: Stretch, knownSince: number): ChartData | null {
  if (samples.kind === "gone") return null;
  if (samples.kind === "minutes") return minuteChartData(samples.minutes, { from, to, knownSince, isConnected: true });
  const steps = samples.samples.slice(1).map(({ receivedAt }, index) => receivedAt - (samples.samples[index]?.receivedAt ?? receivedAt));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1_000;
  const first = samples.samples[0]?.receivedAt ?? knownSince;
  return rawChartData(samples.samples, { from, to, intervalMs: Math.max(200, usual), knownSince: first, isConnected: true });
}
