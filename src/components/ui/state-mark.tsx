import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";

import { type Tone, toneText } from "./badge.tsx";

/** Every state has its own shape as well as its colour: told apart in grey, in sunlight, and by anyone. */
export type Shape = "disc" | "half" | "ring" | "dash" | "square" | "triangle" | "diamond" | "cross" | "hazard";

const glyphs = {
  disc: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  dash: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  triangle: <path d="M6 1.2 11.3 10.6H.7z" fill="currentColor" />,
  diamond: <path d="M6 .6 11.4 6 6 11.4.6 6z" fill="currentColor" />,
  cross: <path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  hazard: (
    <>
      <rect x=".5" y=".5" width="11" height="11" rx="1.5" fill="currentColor" />
      <path d="m1 8 7-7.2M4 11 11 4" stroke="var(--color-apply-stripe)" strokeWidth="2.2" />
    </>
  ),
} satisfies Record<Shape, ReactNode>;

/** A state: shape, colour and word. Give the word even where space is short. */
export function StateMark({ shape, tone, children, className }: { shape: Shape; tone: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={classNames("inline-flex items-center gap-1.5 font-medium whitespace-nowrap", toneText[tone], className)}>
      <svg aria-hidden viewBox="0 0 12 12" className="size-3 shrink-0">
        {glyphs[shape]}
      </svg>
      {children}
    </span>
  );
}

export type Link = "never" | "online" | "late" | "offline" | "retired";
const links = {
  online: { shape: "disc", tone: "ok", word: t`Online` },
  late: { shape: "half", tone: "warn", word: t`Late` },
  offline: { shape: "cross", tone: "danger", word: t`Offline` },
  never: { shape: "dash", tone: "neutral", word: t`Never seen` },
  retired: { shape: "square", tone: "neutral", word: t`Retired` },
} satisfies Record<Link, { shape: Shape; tone: Tone; word: string }>;

export function LinkMark({ link }: { link: Link }) {
  const { shape, tone, word } = links[link];
  return (
    <StateMark shape={shape} tone={tone}>
      {word}
    </StateMark>
  );
}

export type Mode = "dry_run" | "apply_actions" | "idle";

/** The mode of a session or robot. `apply_actions` is a solid striped plate; nothing else looks like it. */
export function ModeMark({ mode, size = "small" }: { mode: Mode; size?: "small" | "large" }) {
  if (mode === "apply_actions") {
    return (
      <span
        className={classNames(
          "inline-flex overflow-hidden rounded-mark align-middle font-semibold text-apply-foreground forced-color-adjust-none",
          size === "large" ? "text-lead" : "text-caption",
        )}
      >
        <span aria-hidden className="hazard w-3 shrink-0" />
        <span className={classNames("bg-apply whitespace-nowrap", size === "large" ? "px-3 py-1" : "px-1.5 py-0.5")}>apply_actions</span>
      </span>
    );
  }
  if (mode === "dry_run") {
    return (
      <StateMark shape="ring" tone="dry" className={size === "large" ? "text-lead" : ""}>
        dry_run
      </StateMark>
    );
  }
  return (
    <StateMark shape="dash" tone="neutral" className={size === "large" ? "text-lead" : ""}>
      {t`No session`}
    </StateMark>
  );
}

export type Health = "ok" | "warning" | "fault" | "safe_stop" | "unknown";
const healths = {
  ok: { shape: "disc", tone: "ok", word: t`Healthy` },
  warning: { shape: "triangle", tone: "warn", word: t`Warning` },
  safe_stop: { shape: "square", tone: "danger", word: t`Safe stop` },
  fault: { shape: "diamond", tone: "danger", word: t`Fault` },
  unknown: { shape: "dash", tone: "neutral", word: t`Unknown` },
} satisfies Record<Health, { shape: Shape; tone: Tone; word: string }>;

export function HealthMark({ health }: { health: Health }) {
  const { shape, tone, word } = healths[health];
  return (
    <StateMark shape={shape} tone={tone}>
      {word}
    </StateMark>
  );
}
