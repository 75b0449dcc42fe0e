import type { ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";

export type Tone = "neutral" | "ok" | "warn" | "danger" | "info" | "apply" | "dry";

/** Text colours of the tones, for marks and figures. */
export const toneText = {
  neutral: "text-muted",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  info: "text-info",
  apply: "text-apply-text",
  dry: "text-dry",
} satisfies Record<Tone, string>;

const softs = {
  neutral: "bg-sunken text-muted",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  info: "bg-info-soft text-info",
  apply: "bg-apply text-apply-foreground",
  dry: "bg-dry-soft text-dry",
} satisfies Record<Tone, string>;

export function Badge({ tone = "neutral", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 rounded-mark px-1.5 py-0.5 text-caption forced-colors:outline font-medium whitespace-nowrap [&_svg]:size-3.5",
        softs[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
