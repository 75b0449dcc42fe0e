import type { ExportVerification } from "#convex/model/receipts/export.ts";

import type { Format } from "./export-content.ts";

/** What a verification found, as lines to read: the first says it all. Used by the receipts page and by verify.html. */
export type Verdict = { isSound: boolean; headline: string; details: string[]; keys: { id: string; key: string }[]; head: string | null };

const receipts = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "receipt" : "receipts"}`;

/** `format` is the file's: only in JSONL is a line of what is verified a line of the file. */
export function verdictOn(result: ExportVerification, format: Format = "jsonl"): Verdict {
  if (!result.ok) {
    const hasLines = format === "jsonl";
    const where =
      result.sequence === null
        ? hasLines
          ? `Line ${result.line}`
          : "Not verified"
        : `Broken at receipt #${result.sequence}${hasLines ? ` (line ${result.line})` : ""}`;
    const before =
      result.sound === 0
        ? "Nothing before it was sound."
        : `The ${result.sound === 1 ? "receipt" : `${result.sound.toLocaleString("en")} receipts`} before it in the file ${result.sound === 1 ? "is" : "are"} sound.`;
    const isAboutAReceipt = result.sequence !== null || result.sound > 0;
    return {
      isSound: false,
      headline: isAboutAReceipt ? where : "Not verified",
      details: isAboutAReceipt ? [result.message, before] : [result.message],
      keys: [],
      head: null,
    };
  }
  const { count, isWhole, head, manifest, notes } = result;
  const headline =
    count === 0
      ? "The file holds no receipts"
      : isWhole
        ? `The whole chain is sound: ${receipts(count)}`
        : `${receipts(count)}, each of them genuine`;
  const details: string[] = [];
  if (manifest !== null) {
    details.push(`Exported ${new Date(manifest.exportedAt).toISOString()}.`);
    const filter = Object.entries(manifest.filter);
    if (filter.length > 0) details.push(`Filtered by ${filter.map(([name, value]) => `${name} = ${value}`).join(", ")}.`);
  }
  return {
    isSound: true,
    headline,
    details: [...details, ...notes],
    keys: Object.entries(result.publicKeys).map(([id, key]) => ({ id, key })),
    head: head === null ? null : `#${head.sequence} ${head.hash}`,
  };
}
