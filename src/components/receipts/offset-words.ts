import { t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";

/** How far into a run, or before the moment that runs are laid at: "+12.3 s", "−2:05 min". */
export function offsetInWords(ms: number): string {
  const tenths = Math.round(Math.abs(ms) / 100);
  const sign = ms < 0 && tenths > 0 ? "−" : "+";
  if (tenths < 600) {
    const short = `${sign}${formatNumber(tenths / 10, 1, true)}`;
    return t`${short} s`;
  }
  const seconds = Math.round(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock =
    minutes < 60
      ? `${sign}${minutes}:${two(seconds % 60)}`
      : `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? t`${clock} min` : t`${clock} h`;
}
