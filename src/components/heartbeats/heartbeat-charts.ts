import { t } from "@lingui/core/macro";

import type { ChartProps } from "#src/components/ui/chart.tsx";
import { robustDomain } from "#src/lib/robust-domain.ts";

import type { ChartData } from "./chart-data.ts";

/** One chart of a robot's heartbeats: its name, axis, lines and limits, without the time it shows. */
export type HeartbeatChart = Pick<ChartProps, "label" | "unit" | "digits" | "domain" | "series" | "limits"> & { key: string };

/**
 * The charts that a robot's numbers ask for; `controlHz` is what its schema promises, null where it says nothing.
 * While the numbers are on their way, every chart, so that what stands below keeps its place.
 */
export function heartbeatCharts(points: ChartData["points"], controlHz: number | null, isWaiting = false): readonly HeartbeatChart[] {
  const controlPeriodMs = controlHz === null || controlHz <= 0 ? null : 1000 / controlHz;
  const charts: HeartbeatChart[] = [
    {
      key: "latency",
      label: t`Latency`,
      unit: "ms",
      domain: robustDomain(
        [...points.inferenceMs, ...points.roundTripMs],
        [0, controlPeriodMs === null ? 100 : Math.ceil((controlPeriodMs * 1.25) / 10) * 10],
      ),
      series: [
        { key: "inferenceMs", label: t`Inference`, color: "chart-1", points: points.inferenceMs },
        { key: "roundTripMs", label: t`Round trip`, color: "chart-2", points: points.roundTripMs },
      ],
      limits: controlPeriodMs === null ? [] : [{ value: controlPeriodMs, label: t`control period`, tone: "danger" }],
    },
    {
      key: "control",
      label: t`Control rate`,
      unit: "Hz",
      digits: 1,
      domain: robustDomain(points.controlHz, [0, controlHz === null ? 50 : Math.ceil((controlHz * 1.25) / 5) * 5]),
      series: [{ key: "controlHz", label: t`Rate`, color: "chart-5", points: points.controlHz }],
      limits: controlHz === null ? [] : [{ value: controlHz, label: t`schema`, tone: "warn" }],
    },
  ];
  if (isWaiting || points.temperatureC.length > 0) {
    charts.push({
      key: "temperature",
      label: t`Temperature`,
      unit: "°C",
      digits: 1,
      domain: robustDomain(points.temperatureC, [20, 80]),
      series: [{ key: "temperatureC", label: t`Hottest part`, color: "chart-4", points: points.temperatureC }],
    });
  }
  if (isWaiting || points.batteryPct.length > 0 || points.cpuPct.length > 0) {
    charts.push({
      key: "battery",
      label: t`Battery and processor`,
      unit: "%",
      domain: [0, 100],
      series: [
        { key: "batteryPct", label: t`Battery`, color: "chart-2", points: points.batteryPct },
        { key: "cpuPct", label: t`Processor`, color: "chart-3", points: points.cpuPct },
      ],
    });
  }
  return charts;
}
