import { t } from "@lingui/core/macro";

import type { Receipt, ReceiptFilter } from "#src/api/receipts.ts";
import { readReceipts } from "#src/api/receipt-export.ts";
import { matches, type ReceiptSearch, serverFilterOf } from "#src/components/receipts/filters.ts";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { drawSample } from "#src/components/receipts/sampling.ts";

/** A sample of all that match, instead of all of them; from the address, so that it is the same on every device. */
export type SampleChoice = { size: number; seed: number };

export function sampleFrom(params: URLSearchParams): SampleChoice | null {
  const size = Number(params.get("sample") ?? "");
  const seed = Number(params.get("seed") ?? "");
  return Number.isInteger(size) && size > 0 && size <= 10_000 && Number.isInteger(seed) && seed >= 0 ? { size, seed } : null;
}

/** More than one sitting holds; the next ones are the next sitting. */
const MOST = 500;
/** How far a sitting, and a sample, look back: a history of years must not be read before the first receipt is shown. */
const LOOKED_THROUGH = 2_000;
const SAMPLED_FROM = 10_000;

/** What is worked through now, of how many that were looked through, and whether those are all there are. */
export type Sitting = { rows: readonly Receipt[]; population: number; isAll: boolean };

/** Read once: with the filter "not reviewed" live rows would vanish one by one. */
export async function beginSitting(search: ReceiptSearch, sample: SampleChoice | null): Promise<Sitting> {
  // A sample is of all that match, reviewed or not: else it would shrink and change while it is worked through.
  const wanted = sample === null ? search : { ...search, verdict: "all" as const };
  const filter: ReceiptFilter = serverFilterOf(wanted);
  // Of one verdict the server knows which are the oddest; of all of them only the newest can be put in order here.
  const isOddestFirst = filter.verdict !== undefined && filter.text === undefined;
  const most = sample !== null ? SAMPLED_FROM : isOddestFirst ? MOST : LOOKED_THROUGH;
  const fits = (rows: readonly Receipt[]) => rows.filter((row) => matches(wanted, row));
  const { rows, isAll } = await readReceipts(isOddestFirst ? { ...filter, order: "oddest" } : filter, (read) => read.length >= most);
  const found = fits(rows);
  return {
    rows: sample === null ? outliersFirst(found).slice(0, MOST) : drawSample(found, sample.size, sample.seed),
    population: found.length,
    isAll,
  };
}

/** What a person must know of what the sitting holds. */
export function sittingInWords({ rows, population, isAll }: Sitting, search: ReceiptSearch, isSample: boolean): string {
  const count = rows.length;
  if (isSample) {
    const lasting = t`The address holds the draw: it is the same on every device.`;
    return `${isAll ? t`A random sample of ${count} of ${population}.` : t`A random sample of ${count} of the newest ${population}.`} ${lasting}`;
  }
  const kept = t`Outliers first. The order stays as it is until you begin again; what is judged stays judged.`;
  if (isAll && population <= MOST) return kept;
  if (!isAll && search.verdict !== "all" && serverFilterOf(search).text === undefined)
    return `${t`The ${count} most unusual of more.`} ${kept}`;
  return `${isAll ? t`The ${count} most unusual of ${population}.` : t`The ${count} most unusual of the newest ${population}.`} ${kept}`;
}
