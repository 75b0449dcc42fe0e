import type { Message } from "#src/api/messages.ts";

import { type MessageField, notRecorded } from "./fields.ts";

// Pure: the words of the search box as terms, and what they match. Everything that is not understood is told, never dropped.

type Compare = ">" | ">=" | "<" | "<=";
export type Term = { isNot: boolean } & (
  | { kind: "word"; word: string }
  | { kind: "is"; field: string; value: string }
  | { kind: "compare"; field: string; by: Compare; value: number }
);
export type Ignored = {
  text: string;
  why: "unknown_field" | "not_recorded" | "no_value" | "not_a_number" | "field_is_text" | "open_quote";
};
export type Search = { terms: Term[]; ignored: Ignored[] };

/** Parts between spaces; in quotes a space belongs to its part. */
const partsOf = (text: string): string[] => text.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? [];
const fielded = /^([^\s:<>="]+)(>=|<=|[:<>=])(.*)$/s;
const bare = (text: string): string => text.replaceAll('"', "");
const isNumberText = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));

/** Words, `field:value`, `field>number` and the like, each with a `!` in front for its opposite. */
export function searchFrom(text: string, fields: readonly MessageField[]): Search {
  const search: Search = { terms: [], ignored: [] };
  for (const token of partsOf(text)) {
    if (token === "!") continue;
    const found = termFrom(token, fields);
    if ("why" in found) search.ignored.push(found);
    else search.terms.push(found);
  }
  return search;
}

function termFrom(token: string, fields: readonly MessageField[]): Term | Ignored {
  const isNot = token.startsWith("!");
  const said = isNot ? token.slice(1) : token;
  if (said.split('"').length % 2 === 0) return { text: token, why: "open_quote" };
  const [, name, sign, rest] = fielded.exec(said) ?? [];
  // "12:03" is a time or a part of a text, and no field is called by a number alone.
  if (name === undefined || sign === undefined || rest === undefined || isNumberText(name)) {
    const word = bare(said).toLowerCase();
    return word === "" ? { text: token, why: "no_value" } : { kind: "word", isNot, word };
  }
  const field = fields.find((known) => known.name.toLowerCase() === name.toLowerCase());
  if (field === undefined) {
    const isKnown = notRecorded.some((known) => known.toLowerCase() === name.toLowerCase());
    return { text: token, why: isKnown ? "not_recorded" : "unknown_field" };
  }
  const value = bare(rest);
  if (value === "") return { text: token, why: "no_value" };
  if (sign === ":" || sign === "=") {
    if (field.kind !== "text" && !isNumberText(value)) return { text: token, why: "not_a_number" };
    return { kind: "is", isNot, field: field.name, value: value.toLowerCase() };
  }
  if (field.kind === "text") return { text: token, why: "field_is_text" };
  if (!isNumberText(value)) return { text: token, why: "not_a_number" };
  return { kind: "compare", isNot, field: field.name, by: sign as Compare, value: Number(value) }; // the expression above allows no other
}

const compares: Record<Compare, (left: number, right: number) => boolean> = {
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
};

/** Says of a message whether every term is true of it. Words are looked for in what is text, and in its number. */
export function matcherOf({ terms }: Search, fields: readonly MessageField[]): (message: Message) => boolean {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const isTrue = (term: Term, message: Message): boolean => {
    if (term.kind === "word") {
      const { seq, mode, state, message: text = "" } = message;
      return [String(seq), mode, state, text].some((part) => part.toLowerCase().includes(term.word));
    }
    const value = byName.get(term.field)?.read(message);
    if (value === undefined) return false;
    if (term.kind === "compare") return typeof value === "number" && compares[term.by](value, term.value);
    return typeof value === "number" ? value === Number(term.value) : value.toLowerCase().includes(term.value);
  };
  return (message) => terms.every((term) => isTrue(term, message) !== term.isNot);
}
