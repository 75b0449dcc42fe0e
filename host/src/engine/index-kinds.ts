/*
 * Indexes for search are kept in the catalog beside the others, under a name that says what they are: `body~text`, `place~vector3`. A host
 * that knows no such indexes drops them when it starts, as it drops all that its schema does not ask for, and this one fills them again.
 */

export type IndexKind = "ordered" | "text" | "vector";

/** How an index is named in the catalog that searches texts. */
export const textIndexName = (name: string): string => `${name}~text`;

/** How an index is named in the catalog that searches vectors of so many numbers: with another number of them it is another index. */
export const vectorIndexName = (name: string, dimensions: number): string => `${name}~vector${dimensions}`;

/** What the name of an index in the catalog says of it. `dimensions` is 0 for all but vectors. */
export function kindOf(name: string): { readonly kind: IndexKind; readonly dimensions: number } {
  const [, kind, dimensions] = /~(text|vector(\d+))/.exec(name) ?? [];
  if (kind === "text") return { kind, dimensions: 0 };
  return dimensions === undefined ? { kind: "ordered", dimensions: 0 } : { kind: "vector", dimensions: Number(dimensions) };
}

/** The name that the schema gave an index. */
export const plainName = (name: string): string => name.replace(/~.*/, "");
