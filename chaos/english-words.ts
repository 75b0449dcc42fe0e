// In place of the macros that the build of the pages replaces: an operator of the chaos has no page, and says nothing that a person reads.

type Given = string | { message?: string };

/** What the macro `t` says, in English. */
export function t(text: TemplateStringsArray | Given, ...values: unknown[]): string {
  if (typeof text === "string") return text;
  if ("raw" in text) return String.raw({ raw: text.raw }, ...values);
  return text.message ?? "";
}

/** The same for counts; only the two forms that English has. */
export const plural = (count: number, { one, other }: { one?: string; other: string }): string =>
  (count === 1 ? (one ?? other) : other).replace("#", String(count));
