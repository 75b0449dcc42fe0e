import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect } from "react";

import { RelativeTime } from "#src/components/ui/time.tsx";
import { classNames } from "#src/lib/class-names.ts";

/** What the frame tells. `unknown` when nothing is known yet; a closed session has no frame of its own colour. */
export type FrameMode = "dry_run" | "apply_actions" | "closed";

const words: Record<FrameMode, string> = { apply_actions: t`APPLYING ACTIONS`, dry_run: t`Dry run`, closed: t`Closed` };

const titles: Record<FrameMode, string> = { ...words, apply_actions: t`▲ APPLYING` };

/** The tab's title starts with the mode, because a narrow tab shows only the start. */
export const frameTitle = (mode: FrameMode, subject: string): string => `${titles[mode]} · ${subject} · Reflex Console`;

// Shapes differ as well as colours: a triangle that moves, a ring that does not, a square that is over.
const shapes: Record<FrameMode, string> = {
  apply_actions: `<path d="M16 2 31 30H1Z" fill="#f07a13"/><path d="M16 11v9m0 4v2" stroke="#1b1108" stroke-width="4"/>`,
  dry_run: `<circle cx="16" cy="16" r="12" fill="none" stroke="#3f7f9f" stroke-width="6"/>`,
  closed: `<rect x="5" y="5" width="22" height="22" rx="3" fill="#7d838c"/>`,
};

export const frameIcon = (mode: FrameMode): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${shapes[mode]}</svg>`)}`;

const edges: Record<FrameMode, string> = {
  apply_actions: "hazard",
  dry_run: "bg-dry",
  closed: "bg-line-strong",
};

type ModeFrameProps = { mode: FrameMode; subject: string };

/**
 * Frames the whole window in the session's mode, and says it in the tab's title and icon. A frame that applies is wider,
 * striped and labelled, so that neither colour blindness nor a small screen can make it look like a dry run.
 */
export function ModeFrame({ mode, subject }: ModeFrameProps) {
  // Syncs with the browser's tab, which React does not own; leaving the page restores what was there.
  useEffect(() => {
    const title = document.title;
    const link =
      document.querySelector<HTMLLinkElement>('link[rel~="icon"]') ??
      document.head.appendChild(Object.assign(document.createElement("link"), { rel: "icon" }));
    const icon = link.href;
    document.title = frameTitle(mode, subject);
    link.href = frameIcon(mode);
    return () => {
      document.title = title;
      link.href = icon;
    };
  }, [mode, subject]);

  const isApplying = mode === "apply_actions";
  const edge = classNames("absolute", edges[mode]);
  return (
    <div aria-hidden data-mode={mode} className="pointer-events-none fixed inset-0 z-[58]">
      <div className={classNames(edge, "inset-x-0 top-0", isApplying ? "h-2" : "h-1")} />
      <div className={classNames(edge, "inset-x-0 bottom-0", isApplying ? "h-2" : "h-1")} />
      <div className={classNames(edge, "inset-y-0 start-0", isApplying ? "w-2" : "w-1")} />
      <div className={classNames(edge, "inset-y-0 end-0", isApplying ? "w-2" : "w-1")} />
    </div>
  );
}

type ModeBannerProps = {
  mode: FrameMode;
  /** When the connection was lost, epoch ms of this browser; the banner then says that the mode is only the last known. */
  lostSince: number | null;
  /** Another session applies actions on the same robot: then this one's dry run must not read as "it stands still". */
  isMovedByAnother?: boolean;
};

const banners: Record<FrameMode, string> = {
  apply_actions: "bg-apply text-apply-foreground",
  dry_run: "bg-dry-soft text-dry",
  closed: "bg-sunken text-muted",
};

const consequences: Record<FrameMode, string> = {
  apply_actions: t`The policy's actions move the robot.`,
  dry_run: t`The policy runs. Nothing moves.`,
  closed: t`This session is over. Nothing runs.`,
};

/** The mode as a sentence, at the top of the page and first in reading order. */
export function ModeBanner({ mode, lostSince, isMovedByAnother = false }: ModeBannerProps) {
  return (
    <div
      role="status"
      aria-label={t`Mode`}
      className={classNames("rounded-card", mode === "apply_actions" ? "hazard p-1.5" : "forced-colors:outline")}
    >
      <p className={classNames("flex flex-wrap items-baseline gap-x-3 rounded-control px-4 py-2.5", banners[mode])}>
        <strong className="text-title">{words[mode]}</strong>
        <span>
          {isMovedByAnother && mode !== "apply_actions" ? t`This session moves nothing, but another one does.` : consequences[mode]}
        </span>
        {lostSince === null ? null : (
          <span className="font-semibold">
            <Trans>
              Last known <RelativeTime at={lostSince} now={Date.now} />. It may have changed since.
            </Trans>
          </span>
        )}
      </p>
    </div>
  );
}
