import { askedOf, isAsking } from "#src/api/receipt-words.ts";
import type { Receipt, ReceiptCount } from "#src/api/receipts.ts";

import { isFiltered, type ReceiptSearch } from "./filters.ts";

type Where = NonNullable<Receipt["found"]>[number]["where"];

/** The places of a receipt that are searched. */
export const placeNames: Record<Where, string> = { note: "Note", robot: "Robot", deployment: "Deployment", model: "Model", schema: "Robot schema", reason: "Reason", message: "Message", person: "Person" };

const quoted = (word: string) => `“${word}”`;

/** What was searched for, and where, when nothing was found. */
export function nothingFoundInWords(search: ReceiptSearch, matching: ReceiptCount | undefined): string {
  const asked = askedOf(search.q ?? "");
  if (!isAsking(asked)) return "No receipt passes these filters.";
  const { words, prefix, numbers } = asked;
  const wanted = [...numbers.map((number) => `the number ${number}`), ...words.map(quoted), ...(prefix === null ? [] : [`a word that begins with ${quoted(prefix)}`])];
  const others = isFiltered({ ...search, q: undefined }) ? " and passes the other filters" : "";
  const rest = matching?.isIndexing === true ? " Older receipts are still being made searchable: look again in a minute." : " Of each receipt the first 60 different words are searched, and the first 60 of its review.";
  return `No receipt has ${wanted.join(" and ")}${others}. Searched were numbers, names of robots, deployments and schemas, models, reasons, messages, people and notes.${rest}`;
}
