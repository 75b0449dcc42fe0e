import { readSchemaDocument, type SchemaSummary } from "#src/api/robot-schemas.ts";
import { serverWords } from "#src/api/server-words.ts";
import { type LocatedProblem, readLocated } from "#src/lib/located-document.ts";

export type SchemaText =
  | { kind: "empty" }
  | { kind: "wrong"; problems: readonly LocatedProblem[] }
  /** `document` is JSON text, ready to be registered. */
  | { kind: "right"; document: string; summary: SchemaSummary };

/** Reads what a person typed or dropped, JSON or YAML, with every fault at its line. */
export function readSchemaText(text: string): SchemaText {
  if (text.trim() === "") return { kind: "empty" };
  const located = readLocated(text);
  if (located.kind === "broken") return { kind: "wrong", problems: located.problems };
  const read = readSchemaDocument(located.value);
  if (!read.ok)
    return {
      kind: "wrong",
      problems: read.problems.map(({ path, message }) => ({ ...located.placeOf(path), message: serverWords(message) })),
    };
  return { kind: "right", document: JSON.stringify(located.value), summary: read.summary };
}
