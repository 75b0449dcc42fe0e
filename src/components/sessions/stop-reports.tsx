import { useSyncExternalStore } from "react";

import { useServerNow } from "#src/api/clock.ts";

import { StopReport } from "./stop-report.tsx";
import { stops } from "./stops.ts";
import { useStayWhileStopping } from "./use-stay-while-stopping.ts";

/** What is known of every stop that was pressed in this tab and not put away; nothing without one. */
export function StopReports({ className }: { className: string }) {
  const { reports, at } = useSyncExternalStore(stops.subscribe, stops.snapshot);
  const now = Math.max(at, useServerNow());
  useStayWhileStopping(reports);
  if (reports.length === 0) return null;
  return (
    <div className={className}>
      {reports.map((report) => (
        <StopReport key={report.sessionId} report={report} now={now} onDismiss={() => stops.dismiss(report.sessionId)} />
      ))}
    </div>
  );
}
