import { t } from "@lingui/core/macro";
import { isCollection, LineCounter, type Node, parseDocument } from "yaml";

export type LocatedProblem = { line: number; column: number; message: string };
export type LocatedDocument =
  | { kind: "broken"; problems: readonly LocatedProblem[] }
  | {
      kind: "read";
      value: unknown;
      /** Where a JSON path such as "$.a.b[2]" stands, counted from 1; the nearest parent's place when it is missing. */
      placeOf: (path: string) => { line: number; column: number };
    };

/** Reads JSON or YAML (JSON is part of YAML) and keeps where everything stands, so that a fault can be shown at its line. */
export function readLocated(text: string): LocatedDocument {
  const lines = new LineCounter();
  // A document of one megabyte of aliases must not be unfolded into gigabytes.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return { kind: "broken", problems: document.errors.map(({ pos, message }) => ({ ...place(pos[0]), message: firstSentence(message) })) };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { kind: "broken", problems: [{ line: 1, column: 1, message: error instanceof Error ? error.message : t`Cannot be read.` }] };
  }
  return {
    kind: "read",
    value,
    placeOf: (path) => {
      let node: unknown = document.contents;
      for (const step of pathSteps(path)) {
        const next: unknown = isCollection(node) ? node.get(step, true) : undefined;
        if (next === undefined || next === null) break;
        node = next;
      }
      return place((node as Node | null)?.range?.[0] ?? 0);
    },
  };
}

const firstSentence = (message: string): string => {
  const line = message.split("\n")[0] ?? message;
  return line.replace(/ at line \d+, column \d+:?$/, "");
};

/** "$.actions.action.shape[0]" as ["actions", "action", "shape", 0]. */
export function pathSteps(path: string): (string | number)[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => (name === undefined ? Number(index) : name));
}
