import { plural, t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { useState } from "react";

import { type AuditEntry, type AuditFilter, readAudit } from "#src/api/audit.ts";
import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { saveBlob } from "#src/lib/save-blob.ts";
import { addToast } from "#src/lib/toast.ts";

const lineOf = ({ id, at, actor, action, targetKind, targetId, targetName, before, after, reason }: AuditEntry) =>
  `${JSON.stringify({ id, at: new Date(at).toISOString(), actor, action, targetKind, targetId, targetName, before, after, reason })}\n`;

type AuditExportProps = {
  filter: AuditFilter;
  /** Lets through what the page shows of the filter's entries. */ matches: (entry: AuditEntry) => boolean;
  disabledReason: string | undefined;
};

/** Saves every entry of the filter, not only those on screen, as lines of JSON. Page by page into the file, so that a long log fills no memory of this page. */
export function AuditExport({ filter, matches, disabledReason }: AuditExportProps) {
  const [read, setRead] = useState<number>();
  const save = async () => {
    setRead(0);
    try {
      let count = 0;
      let pages = 0;
      const parts: Blob[] = [];
      for await (const page of readAudit(filter)) {
        const rows = page.filter(matches);
        count += rows.length;
        pages += page.length;
        // The browser keeps blobs beside the page's memory, on the disk when they grow.
        parts.push(new Blob([rows.map(lineOf).join("")]));
        setRead(pages);
      }
      saveBlob(`audit-${new Date().toISOString().slice(0, 10)}-${count}.jsonl`, new Blob(parts, { type: "application/jsonl" }));
      addToast({ tone: "ok", text: plural(count, { one: "Saved # entry.", other: "Saved # entries." }) });
    } catch (error) {
      addToast({ tone: "error", text: `${t`Nothing was saved.`} ${describeError(error)}` });
    } finally {
      setRead(undefined);
    }
  };
  return (
    <Button icon={<Download aria-hidden />} isBusy={read !== undefined} disabledReason={disabledReason} onClick={() => void save()}>
      {read === undefined ? t`Export JSONL` : t`Reading ${read}…`}
    </Button>
  );
}
