import { plural, t } from "@lingui/core/macro";

import type { Problem } from "#convex/model/receipts/chain.ts";
import type { ExportProblem, ExportVerification } from "#convex/model/receipts/export.ts";
import type { Format } from "#src/verify/export-content.ts";
import type { Verdict } from "#src/verify/verdict.ts";

import { contradictionInWords, publishedNotes } from "./published-words.ts";

// What the verifier finds is worded there in English, for the command line and verify.html; here the same in the language of this page.

const chainProblems: Record<Problem, string> = {
  wrong_sequence: t`A receipt is missing, doubled or out of order here.`,
  wrong_previous_hash: t`This receipt does not follow from the one before it.`,
  not_canonical: t`The text of this receipt is not canonical JSON.`,
  body_disagrees: t`The text of this receipt disagrees with its sequence or previous hash.`,
  wrong_hash: t`The text of this receipt was changed.`,
  unknown_key: t`The key that signed this receipt is not known.`,
  wrong_signature: t`The signature of this receipt is wrong.`,
  wrong_robot_signature: t`The robot's own signature in this receipt is wrong, or signs another run or other counts.`,
  wrong_addendum: t`An addendum to this receipt, which lists pictures that came after it, is not genuine, or is missing.`,
  key_out_of_time: t`The key that signed this receipt was not in use at its time.`,
  wrong_checkpoint: t`The checkpoint that should prove the end of the chain is not genuine.`,
  cut_off: t`The end of the chain is missing from here on.`,
};

/** What is wrong with a link of the chain, or with its end. */
export const chainProblemInWords = (problem: Problem): string => chainProblems[problem];

const fileProblems: Record<ExportProblem, string> = {
  ...chainProblems,
  no_manifest: t`This is not a receipts export: its first line does not say which keys to verify with.`,
  not_a_link: t`This line is not a signed receipt.`,
  wrong_count: t`The file does not hold as many receipts as its first line says.`,
  wrong_content: t`Lines were taken out, added or reordered after the export, or the first line was changed.`,
  other_organization: t`This receipt is genuine, but of another organization.`,
  foreign_key: t`The file brings a key of the same name as a known one, but a different key. It was signed by somebody else.`,
};

/** A hash is wrong in two ways that have one code: the text does not have it, or it is not the one that the end of the chain is said to have. */
const isOfTheEnd = ({ problem, message }: { problem: ExportProblem; message: string }): boolean =>
  problem === "wrong_hash" && message.startsWith("The last receipt");

/** What a file cannot prove, by the beginning of each sentence, with what stands in it. */
const notes: readonly [pattern: RegExp, words: (one: string, two: string, three: string, four: string) => string][] = [
  ...publishedNotes,
  [/^The file has no first line of its own/, () => t`The file has no first line of its own, so it was verified with the keys known here.`],
  [
    /^Every receipt in the file is genuine\./,
    () => t`Every receipt in the file is genuine. That the filter left none out, only the whole chain can prove.`,
  ],
  [
    /^The server signed on (\S+) that the chain then ended at #(\d+)\.$/,
    (time, sequence) => t`The server signed on ${time} that the chain then ended at #${sequence}.`,
  ],
  [
    /^No signed checkpoint proves/,
    () => t`No signed checkpoint proves where the chain ended, so receipts after the last one may have been left out.`,
  ],
  [
    /^In (\d+) of (\d+) the robot's own machine signed/,
    (signed, count) =>
      t`In ${signed} of ${count} the robot's own machine signed what it counted, with a key that the server does not have.`,
  ],
  [/^None is signed by the robot itself/, () => t`None is signed by the robot itself: what it did is the server's word.`],
  [/^The keys come from the file itself/, () => t`The keys come from the file itself: compare them with those the organization publishes.`],
];

/** A note of a newer verifier is shown as it is. */
function noteInWords(note: string): string {
  for (const [pattern, words] of notes) {
    const found = pattern.exec(note);
    const [, one = "", two = "", three = "", four = ""] = found ?? [];
    if (found !== null) return words(one, two, three, four);
  }
  return note;
}

/** What the verification of a file found, as lines to read: the first says it all. Only in JSONL is a line of what was verified one of the file. */
export function verdictInWords(result: ExportVerification, format: Format = "jsonl"): Verdict {
  if (!result.ok) {
    const { line, sequence, sound, problem } = result;
    const message =
      contradictionInWords(result) ??
      (isOfTheEnd(result) ? t`The last receipt is not the one that the first line names.` : fileProblems[problem]);
    if (sequence === null && sound === 0) return { isSound: false, headline: t`Not verified`, details: [message], keys: [], head: null };
    const inTable = sequence === null ? t`Not verified` : t`Broken at receipt #${sequence}`;
    const headline = format !== "jsonl" ? inTable : sequence === null ? t`Line ${line}` : t`Broken at receipt #${sequence} (line ${line})`;
    const before =
      sound === 0
        ? t`Nothing before it was sound.`
        : plural(sound, { one: "The receipt before it in the file is sound.", other: "The # receipts before it in the file are sound." });
    return { isSound: false, headline, details: [message, before], keys: [], head: null };
  }
  const { count, isWhole, head, manifest } = result;
  const headline =
    count === 0
      ? t`The file holds no receipts`
      : isWhole
        ? plural(count, { one: "The whole chain is sound: # receipt", other: "The whole chain is sound: # receipts" })
        : plural(count, { one: "# receipt, each of them genuine", other: "# receipts, each of them genuine" });
  return {
    isSound: true,
    headline,
    details: [...(manifest === null ? [] : originInWords(manifest)), ...result.notes.map(noteInWords)],
    keys: Object.entries(result.publicKeys).map(([id, key]) => ({ id, key })),
    head: head === null ? null : `#${head.sequence} ${head.hash}`,
  };
}

function originInWords({ exportedAt, filter }: { exportedAt: number; filter: Record<string, string> }): string[] {
  const time = new Date(exportedAt).toISOString();
  const choices = Object.entries(filter)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
  return [t`Exported ${time}.`, ...(choices === "" ? [] : [t`Filtered by ${choices}.`])];
}
