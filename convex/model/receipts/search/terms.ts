import type { Doc } from "../../../_generated/dataModel";
import { isHidden, stateOf, verdictsOf } from "../double";
import { isProblemOf } from "../problems";
import { wordsOf } from "./words";

// What a receipt is found by. Made of the receipt and its review alone, so that what a review changes is the difference of two lists.

type Receipt = Pick<
  Doc<"receipts">,
  "body" | "robotId" | "deploymentId" | "applied" | "safeStops" | "errorCount" | "closeReason" | "isProblem"
>;
type Review = Pick<Doc<"reviews">, "verdict" | "note" | "reviewedBy" | "double">;

/** Different words of a receipt that are kept, and as many of its review; a longer text is found by its first ones. */
export const mostWords = 60;

export type Where = "note" | "robot" | "deployment" | "model" | "schema" | "reason" | "message" | "person";
export type Text = { where: Where; text: string };

// The names of values are words of their own: no word of a text begins with such a sign.
export const term = {
  robot: (id: string) => `=robot ${id}`,
  deployment: (id: string) => `=deployment ${id}`,
  applied: (isApplied: boolean) => `=applied ${isApplied}`,
  problem: "=problem",
  verdict: (verdict: string) => `=verdict ${verdict}`,
  disputed: "=disputed",
  /** Reviewed twice, and a verdict is missing. */
  open: "=open",
  /** A person's verdict in a review that is open. */
  given: (personId: string) => `=given ${personId}`,
};

type Named = { name?: unknown } | null | undefined;
type Body = {
  robot?: Named;
  deployment?: Named;
  robotSchema?: Named;
  model?: unknown;
  errors?: unknown[];
  troubles?: { message?: unknown }[] | null;
  runSummary?: { errors?: unknown[] } | null;
  timeline?: { actor?: Named; reason?: unknown }[];
  closedBy?: Named;
};

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The free texts of a receipt, each once: what people are most likely to look for first. */
export function textsOf({ body, closeReason }: Pick<Receipt, "body" | "closeReason">): Text[] {
  const { robot, deployment, robotSchema, model, errors = [], troubles, runSummary, timeline = [], closedBy } = JSON.parse(body) as Body;
  const said: { where: Where; text: unknown }[] = [
    { where: "robot", text: robot?.name },
    { where: "deployment", text: deployment?.name },
    { where: "model", text: model },
    { where: "reason", text: closeReason },
    ...[...errors, ...(troubles ?? []).map(({ message }) => message), ...(runSummary?.errors ?? [])].map((text) => ({
      where: "message" as const,
      text,
    })),
    ...timeline.map(({ reason }) => ({ where: "reason" as const, text: reason })),
    { where: "person", text: closedBy?.name },
    ...timeline.map(({ actor }) => ({ where: "person" as const, text: actor?.name })),
    { where: "schema", text: robotSchema?.name },
  ];
  const texts = said.filter((each): each is Text => isText(each.text));
  return [...new Map(texts.map((each) => [`${each.where} ${each.text}`, each])).values()];
}

/** What was said of it and by whom, as everybody may read it: nothing of a double review before both have spoken. */
export function saidOf({ note, reviewedBy, double }: Review): Text[] {
  if (double !== undefined && isHidden(double)) return [];
  const words =
    double === undefined ? [{ note, by: reviewedBy }] : [...(double.resolution === null ? [] : [double.resolution]), ...double.given];
  const texts = words.flatMap(({ note: text, by }): { where: Where; text: unknown }[] => [
    { where: "note", text },
    { where: "person", text: by?.name },
  ]);
  return texts.filter((each): each is Text => isText(each.text));
}

const firstWords = (texts: readonly Text[]): string[] => wordsOf(texts.map(({ text }) => text).join("\n")).slice(0, mostWords);

/** Everything that a receipt is found by, each once; at most 2 x 60 words and some ten values. */
export function termsOf(receipt: Receipt, review: Review): Set<string> {
  const { robotId, deploymentId, applied } = receipt;
  const { verdict, double } = review;
  const state = double === undefined ? null : stateOf(double);
  return new Set([
    ...firstWords(textsOf(receipt)),
    ...firstWords(saidOf(review)),
    ...(robotId === null ? [] : [term.robot(robotId)]),
    ...(deploymentId === null ? [] : [term.deployment(deploymentId)]),
    term.applied(applied),
    ...((receipt.isProblem ?? isProblemOf(receipt)) ? [term.problem] : []),
    term.verdict(verdict ?? "none"),
    ...(state === "disputed" ? [term.disputed] : []),
    ...(double !== undefined && state === "open" ? [term.open, ...verdictsOf(double).map(({ by }) => term.given(by.id))] : []),
  ]);
}
