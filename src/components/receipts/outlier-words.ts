import { plural, t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";

/** By the name of what the server compared; the numbers bring their unit. */
const words: Record<string, (value: string, usual: string) => string> = {
  "safe stops": (value, usual) => t`safe stops ${value}, usually ${usual}`,
  errors: (value, usual) => t`errors ${value}, usually ${usual}`,
  "longest gap": (value, usual) => t`longest gap ${value}, usually ${usual}`,
  latency: (value, usual) => t`latency ${value}, usually ${usual}`,
  duration: (value, usual) => t`duration ${value}, usually ${usual}`,
  steps: (value, usual) => t`steps ${value}, usually ${usual}`,
};

const pattern = /^(.+?) (-?[\d.]+)( ms)?, usually (-?[\d.]+)( ms)?$/;

const marked = /^marked, (\d+) times$/;

function oneInWords(reason: string): string {
  const marks = marked.exec(reason)?.[1];
  if (marks !== undefined) return plural(Number(marks), { one: "marked while it ran", other: "marked # times while it ran" });
  const [, name = "", value, unit = "", usual, usualUnit = ""] = pattern.exec(reason) ?? [];
  return words[name]?.(`${formatNumber(Number(value))}${unit}`, `${formatNumber(Number(usual))}${usualUnit}`) ?? reason;
}

/** Why the server calls a receipt odd ("latency 60 ms, usually 30 ms; steps 9, usually 800"), in the language of this page; what it does not know it shows as it is. */
export const outlierInWords = (reasons: string): string => reasons.split("; ").map(oneInWords).join("; ");

/** Whether somebody marked a moment of the run. */
export const isMarked = (reasons: string): boolean => reasons.split("; ").some((reason) => marked.test(reason));
