import { plural, t } from "@lingui/core/macro";

import type { ExportVerification } from "#convex/model/receipts/export.ts";

// What published checkpoints come to for a file: the verifier words it in English (convex/model/receipts/published.ts), here in the language of this page.

/** The verifier's sentences by their beginnings, with what stands in them. */
export const publishedNotes: readonly [pattern: RegExp, words: (one: string, two: string, three: string, four: string) => string][] = [
  [
    /^The checkpoint published for (\S+) is borne out: #(\d+) /,
    (time, sequence) => t`The checkpoint published for ${time} is borne out: #${sequence} is the receipt that it names.`,
  ],
  [
    /^The (\d+) checkpoints published from (\S+) to (\S+) are borne out, the last of them by (#\d+)\.$/,
    // With its sign in front, which is the place of the number in a plural.
    (count, from, until, receipt) =>
      plural(Number(count), {
        one: `The # checkpoint published from ${from} to ${until} is borne out, by ${receipt}.`,
        other: `The # checkpoints published from ${from} to ${until} are borne out, the last of them by ${receipt}.`,
      }),
  ],
  [
    /^Nothing up to #(\d+) was changed or left out since (\S+);/,
    (sequence, time) =>
      t`Nothing up to #${sequence} was changed or left out since ${time}; of what came later no published checkpoint says anything.`,
  ],
  [
    /^The checkpoint published for (\S+) names #(\d+), which is not in the file/,
    (time, sequence) =>
      t`The checkpoint published for ${time} names #${sequence}, which is not in the file: a filter left it out, or somebody did. It proves nothing here.`,
  ],
  [
    /^(\d+) checkpoints published from (\S+) to (\S+) name receipts that are not in the file/,
    (count, from, until) =>
      plural(Number(count), {
        one: `# checkpoint published from ${from} to ${until} names a receipt that is not in the file: a filter left it out, or somebody did. It proves nothing here.`,
        other: `# checkpoints published from ${from} to ${until} name receipts that are not in the file: a filter left them out, or somebody did. They prove nothing here.`,
      }),
  ],
];

/** What the published checkpoint says that a file contradicts; null when the file is broken in another way. */
export function contradictionInWords(result: Extract<ExportVerification, { ok: false }>): string | null {
  if (result.published === undefined) return null;
  const { at, sequence } = result.published;
  if (at === null || sequence === null)
    return t`A published checkpoint is not of a key and an organization of this file: it belongs to another one, or the file was signed anew.`;
  const time = new Date(at).toISOString();
  return result.problem === "cut_off"
    ? t`The end of the chain is missing from here on: the checkpoint published for ${time} names #${sequence} as the end then.`
    : t`The checkpoint published for ${time} names another receipt #${sequence} as the end then: the history was rewritten.`;
}
