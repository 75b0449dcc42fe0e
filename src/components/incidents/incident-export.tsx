import { t } from "@lingui/core/macro";

import { useIsConnected } from "#src/api/connection.ts";
import { type Incident, type IncidentFilter, readIncidents } from "#src/api/incidents.ts";
import { JsonlExport } from "#src/components/export/jsonl-export.tsx";

import { severityOf } from "./severity.ts";

const iso = (at: number) => new Date(at).toISOString();

/** Times as text with their zone, as the other exports have them; the grade also as its word in English, which no language of a page changes. */
const lineOf = ({ severity, startedAt, endedAt, steps, ...rest }: Incident) => ({
  ...{ ...rest, severity: severityOf(severity), startedAt: iso(startedAt), endedAt: endedAt === null ? null : iso(endedAt) },
  steps: steps.map((step) => ({ ...step, at: iso(step.at) })),
});

/** Saves every incident of the list, not only those on screen, as lines of JSON. */
export function IncidentExport({ filter }: { filter: IncidentFilter }) {
  const disabledReason = useIsConnected() ? undefined : t`No connection to the server.`;
  return <JsonlExport name="incidents" pages={() => readIncidents(filter)} lineOf={lineOf} disabledReason={disabledReason} />;
}
