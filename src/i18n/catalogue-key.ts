/** A message as the catalogue's compiler makes it: its text, or its text in pieces with places for values. */
export type Source = string | readonly unknown[];

/**
 * Where a catalogue keeps the translation of a message: under the English message itself, so that no page carries a second name of each.
 * `context` tells two uses of one English word apart.
 */
export function catalogueKey(source: Source, context = ""): string {
  const text = typeof source === "string" ? source : JSON.stringify(source);
  return context === "" ? text : `${context}\u0004${text}`;
}
