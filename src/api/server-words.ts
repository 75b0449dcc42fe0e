import { catalogueKey } from "#src/i18n/catalogue-key.ts";
import { i18n, message } from "#src/i18n/message.ts";

/** Where the catalogues keep what the server says, apart from what the page says itself. */
export const SERVER = "server";

/** An English sentence with places, as the catalogue's compiler makes it: text, and each place in a list of its own. */
type Pieces = (string | [name: string])[];

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What the sentence looks like with anything in its places. */
export const patternOf = (pieces: Pieces): RegExp =>
  new RegExp(`^${pieces.map((piece) => (typeof piece === "string" ? escaped(piece) : "(.+?)")).join("")}$`, "s");

/** How much of a sentence is said by itself. The more, the less can it be mistaken. */
const weightOf = (pieces: Pieces): number => pieces.reduce((sum, piece) => sum + (typeof piece === "string" ? piece.length : 0), 0);

type Template = { pieces: Pieces; pattern: RegExp; names: string[] };

let read: { from: unknown; templates: Template[] } | undefined;

/** The sentences with places that the catalogue of this page's language translates, the most exact first; read once, none in English. */
function templates(): Template[] {
  if (read?.from !== i18n.messages) read = { from: i18n.messages, templates: readTemplates() };
  return read.templates;
}

function readTemplates(): Template[] {
  const start = catalogueKey("", SERVER);
  const found = Object.keys(i18n.messages).flatMap((key): Pieces[] =>
    key.startsWith(`${start}[`) ? [JSON.parse(key.slice(start.length))] : [],
  );
  return found
    .toSorted((a, b) => weightOf(b) - weightOf(a))
    .map((pieces) => ({ pieces, pattern: patternOf(pieces), names: pieces.flatMap((piece) => (typeof piece === "string" ? [] : piece)) }));
}

/** A number is written as this language writes it, and can choose a plural; words may be the server's again. */
function valueOf(text: string): string | number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return /^-?\d+\.\d+$/.test(text) ? i18n.number(Number(text), { maximumFractionDigits: 20 }) : serverWords(text);
}

/**
 * What the server says in English (the message of an error, a check, an action of the log), in the language of this page; as it is where
 * its catalogue knows no such sentence. The sentences are listed for translators in server-sentences/, which no page carries.
 */
export function serverWords(text: string): string {
  if (catalogueKey(text, SERVER) in i18n.messages) return message(text, undefined, SERVER);
  for (const { pieces, pattern, names } of templates()) {
    const places = pattern.exec(text)?.slice(1);
    if (places !== undefined)
      return message(pieces, Object.fromEntries(names.map((name, index) => [name, valueOf(places[index] ?? "")])), SERVER);
  }
  return text;
}
