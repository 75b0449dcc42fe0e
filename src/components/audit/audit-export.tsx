import { type AuditEntry, type AuditFilter, readAudit } from "#src/api/audit.ts";
import { JsonlExport } from "#src/components/export/jsonl-export.tsx";

const lineOf = ({ id, at, actor, action, targetKind, targetId, targetName, before, after, reason }: AuditEntry) => ({
  ...{ id, at: new Date(at).toISOString(), actor, action, targetKind, targetId, targetName, before, after, reason },
});

type AuditExportProps = {
  filter: AuditFilter;
  /** Lets through what the page shows of the filter's entries. */ matches: (entry: AuditEntry) => boolean;
  disabledReason: string | undefined;
};

/** Saves every entry of the filter as lines of JSON. */
export function AuditExport({ filter, matches, disabledReason }: AuditExportProps) {
  return (
    <JsonlExport
      name="audit"
      pages={() => readAudit(filter)}
      lineOf={(entry: AuditEntry) => (matches(entry) ? lineOf(entry) : null)}
      disabledReason={disabledReason}
    />
  );
}
