import type { Problem, readCheckpoint } from "./chain";
import type { ExportManifest } from "./exportFile";
import { notesOnPublished, type Published } from "./published";

export type ExportProblem = Problem | "other_organization" | "no_manifest" | "not_a_link" | "wrong_count" | "wrong_content" | "foreign_key";

/** What is wrong, where the chain or a checkpoint does not say it in words of its own. */
export const messages: Partial<Record<ExportProblem, string>> = {
  no_manifest: "This is not a receipts export: its first line does not say which keys to verify with.",
  not_a_link: "This line is not a signed receipt.",
  wrong_count: "The file does not hold as many receipts as its first line says.",
  wrong_content: "Lines were taken out, added or reordered after the export, or the first line was changed.",
  wrong_sequence: "A receipt is missing, doubled or out of order here.",
  cut_off: "The end of the chain is missing from here on.",
  wrong_hash: "The last receipt is not the one that the first line names.",
  other_organization: "This receipt is genuine, but of another organization.",
  foreign_key: "The file brings a key of the same name as a known one, but a different key. It was signed by somebody else.",
};

type Findings = {
  isWhole: boolean;
  isGapless: boolean;
  isTrusted: boolean;
  vouched: Vouched;
  published: readonly Published[];
  count: number;
  signedByRobot: number;
};
/** A signed word on where the chain ended, found genuine; null where there is none. */
export type Vouched = ReturnType<typeof readCheckpoint>;

/** What a file that holds does not prove, in sentences. */
export function notesOn(
  manifest: ExportManifest | null,
  { isWhole, isGapless, isTrusted, vouched, published, count, signedByRobot }: Findings,
): string[] {
  const notes: string[] = [];
  if (manifest === null) notes.push("The file has no first line of its own, so it was verified with the keys known here.");
  else if (!isWhole) notes.push("Every receipt in the file is genuine. That the filter left none out, only the whole chain can prove.");
  if (vouched !== null)
    notes.push(`The server signed on ${new Date(vouched.at).toISOString()} that the chain then ended at #${vouched.sequence}.`);
  else if (isWhole && published.length === 0)
    notes.push("No signed checkpoint proves where the chain ended, so receipts after the last one may have been left out.");
  notes.push(...notesOnPublished(published, isGapless));
  if (signedByRobot > 0)
    notes.push(`In ${signedByRobot} of ${count} the robot's own machine signed what it counted, with a key that the server does not have.`);
  else if (count > 0) notes.push("None is signed by the robot itself: what it did is the server's word.");
  if (!isTrusted) notes.push("The keys come from the file itself: compare them with those the organization publishes.");
  return notes;
}
