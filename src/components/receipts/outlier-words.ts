import { t } from "@lingui/core/macro";

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

/** Why the server calls a receipt odd ("latency 60 ms, usually 30 ms"), in the language of this page; what it does not know it shows as it is. */
export function outlierInWords(reason: string): string {
  const [, name = "", value, unit = "", usual, usualUnit = ""] = pattern.exec(reason) ?? [];
  return words[name]?.(`${formatNumber(Number(value))}${unit}`, `${formatNumber(Number(usual))}${usualUnit}`) ?? reason;
}
