import { t } from "@lingui/core/macro";

import { Chart } from "#src/components/ui/chart.tsx";
import type { ChartColor } from "#src/components/ui/chart-parts.ts";
import { Select } from "#src/components/ui/field.tsx";
import { downsample, steadyDomain } from "#src/lib/series.ts";

import { offsetInWords } from "./offset-words.ts";
import { type LaidRun, type Measure, readingsOf, withinOf } from "./overlay.ts";

/** One colour for each of up to six runs, the same in every chart. */
const colors: readonly ChartColor[] = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];
/** Points of a run in a chart: six of them are still quick to draw. */
const POINTS = 150;

type CompareChartsProps = {
  runs: readonly LaidRun[];
  measures: readonly Measure[];
  /** Key of the joint that is shown beside the numbers. */
  joint: string | null;
  onJoint: (key: string) => void;
  from: number;
  to: number;
  cursor: number | null;
  onCursor: (at: number | null) => void;
};

/** Runs laid over each other: one chart a number, one for the joint that was chosen, and one cursor for all. */
export function CompareCharts({ runs, measures, joint, onJoint, from, to, cursor, onCursor }: CompareChartsProps) {
  const joints = measures.filter(({ key }) => key.startsWith("joint-"));
  const chosen = joints.find(({ key }) => key === joint) ?? joints[0];
  const shown = measures.filter((measure) => !measure.key.startsWith("joint-") || measure === chosen);
  const tolerance = withinOf(runs);
  return (
    <div className="grid gap-3">
      {joints.length < 2 ? null : (
        <Select label={t`Joint`} className="max-w-60" value={chosen?.key ?? ""} onChange={(event) => onJoint(event.target.value)}>
          {joints.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </Select>
      )}
      {shown.map(({ key, label, unit, digits, floor }) => {
        const series = runs.map((run, index) => ({
          key: run.label,
          label: run.label,
          color: colors[index] ?? "chart-6",
          points: downsample(readingsOf(run, key), POINTS),
        }));
        return (
          <Chart
            key={key}
            {...{ label, unit, digits, from, to, cursor, onCursor, tolerance, series }}
            domain={steadyDomain(
              series.flatMap(({ points }) => points),
              floor,
            )}
            timeText={offsetInWords}
          />
        );
      })}
    </div>
  );
}
