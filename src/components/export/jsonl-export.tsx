import { plural, t } from "@lingui/core/macro";
import { Download } from "lucide-react";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { saveBlob } from "#src/lib/save-blob.ts";
import { addToast } from "#src/lib/toast.ts";

import { Button } from "#src/components/ui/button.tsx";

type JsonlExportProps<Row> = {
  /** Of the file, before its day and its count. */ name: string;
  /** Everything, a page at a time. */ pages: () => AsyncIterable<readonly Row[]>;
  /** What a line says of a row; `null` leaves it out. */ lineOf: (row: Row) => object | null;
  disabledReason?: string | undefined;
};

/** Saves a whole list, not only what is on screen, as lines of JSON. Page by page into the file, so that a long list fills no memory of this page. */
export function JsonlExport<Row>({ name, pages, lineOf, disabledReason }: JsonlExportProps<Row>) {
  const [read, setRead] = useState<number>();
  const save = async () => {
    setRead(0);
    try {
      let count = 0;
      let all = 0;
      const parts: Blob[] = [];
      for await (const page of pages()) {
        const lines = page.map(lineOf).filter((line) => line !== null);
        count += lines.length;
        all += page.length;
        // The browser keeps blobs beside the page's memory, on the disk when they grow.
        parts.push(new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)));
        setRead(all);
      }
      saveBlob(`${name}-${new Date().toISOString().slice(0, 10)}-${count}.jsonl`, new Blob(parts, { type: "application/jsonl" }));
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
