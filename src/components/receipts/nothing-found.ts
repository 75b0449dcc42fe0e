import { t } from "@lingui/core/macro";

import { askedOf, isAsking } from "#src/api/receipt-words.ts";
import type { Receipt, ReceiptCount } from "#src/api/receipts.ts";

import { isFiltered, type ReceiptSearch } from "./filters.ts";

type Where = NonNullable<Receipt["found"]>[number]["where"];

/** The places of a receipt that are searched. */
export const placeNames: Record<Where, string> = {
  note: t`Note`,
  robot: t`Robot`,
  deployment: t`Deployment`,
  model: t`Model`,
  schema: t`Robot schema`,
  reason: t`Reason`,
  message: t`Message`,
  person: t`Person`,
};

const quoted = (word: string) => t`“${word}”`;
const numberInWords = (number: number) => t`the number ${number}`;
const beginningInWords = (prefix: string) => t`a word that begins with “${prefix}”`;
const both = (one: string, other: string) => t`${one} and ${other}`;

/** What was searched for, and where, when nothing was found. */
export function nothingFoundInWords(search: ReceiptSearch, matching: ReceiptCount | undefined): string {
  const asked = askedOf(search.q ?? "");
  if (!isAsking(asked)) return t`No receipt passes these filters.`;
  const { words, prefix, numbers } = asked;
  const wanted = [...numbers.map(numberInWords), ...words.map(quoted), ...(prefix === null ? [] : [beginningInWords(prefix)])].reduce(both);
  return [
    isFiltered({ ...search, q: undefined }) ? t`No receipt has ${wanted} and passes the other filters.` : t`No receipt has ${wanted}.`,
    t`Searched were numbers, names of robots, deployments and schemas, models, reasons, messages, people and notes.`,
    matching?.isIndexing === true
      ? t`Older receipts are still being made searchable: look again in a minute.`
      : t`Of each receipt the first 60 different words are searched, and the first 60 of its review.`,
  ].join(" ");
}
