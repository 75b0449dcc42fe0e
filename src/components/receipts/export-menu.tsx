import { t } from "@lingui/core/macro";

import { canSaveToFile, saveInParts, saveToFile, type Saving } from "#src/lib/save-stream.ts";
import type { Format } from "#src/verify/export-content.ts";

const formats = ["csv", "jsonl", "parquet"] as const satisfies readonly Format[];
const names: Record<Format, string> = { csv: "CSV", jsonl: "JSONL", parquet: "Parquet" };
const hints: Record<Format, string> = {
  csv: t`For a spreadsheet. Times in UTC.`,
  jsonl: t`Signed: verifies on its own.`,
  parquet: t`Signed as well, for data tools.`,
};
const mediaTypes: Record<Format, string> = {
  csv: "text/csv;charset=utf-8",
  jsonl: "application/jsonl",
  parquet: "application/vnd.apache.parquet",
};

/** `count` is null where the name is asked for before it is known. */
const fileName = (count: number | null, format: string) =>
  `receipts-${new Date().toISOString().slice(0, 10)}${count === null ? "" : `-${count}`}.${format}`;

/** From here on a file is written where somebody says, if the browser can: it then never is in memory, nor on the disk twice. */
const MANY = 20_000;

type ExportMenuProps = {
  /** How many receipts there are about. */
  expected: number;
  /** Where to save is asked for at once, since a browser asks only after a press; `null`: somebody thought better of it. */
  onPick: (format: Format, saving: Promise<Saving | null>, nameFor: (count: number) => string) => void;
};

/** The formats of an export, each with what it is good for. */
export function ExportMenu({ expected, onPick }: ExportMenuProps) {
  const pick = (format: Format) => {
    const saving =
      expected >= MANY && canSaveToFile() ? saveToFile(fileName(null, format)) : Promise.resolve(saveInParts(mediaTypes[format]));
    onPick(format, saving, (count) => fileName(count, format));
  };
  return (
    <ul
      aria-label={t`Formats of the export`}
      className="card absolute end-0 top-full z-20 mt-1 grid w-72 p-1.5 shadow-raised max-sm:start-0 max-sm:w-full"
    >
      {formats.map((format) => (
        <li key={format}>
          <button
            type="button"
            className="grid min-h-row w-full rounded-mark px-2.5 py-1.5 text-start hover:bg-sunken"
            onClick={() => pick(format)}
          >
            <span className="font-medium">{names[format]}</span>
            <span className="text-caption text-muted">{hints[format]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
