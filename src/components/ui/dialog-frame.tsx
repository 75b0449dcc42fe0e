import { inertOthers } from "aria-hidden";
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

import { classNames } from "#src/lib/class-names.ts";

type DialogFrameProps = {
  onClose: () => void;
  /** Ids of the elements that name and describe it, or the name itself. */
  labelledBy?: string;
  describedBy?: string | undefined;
  label?: string;
  /** Where it stands and what it looks like. */
  className: string;
  children: ReactNode;
};

/**
 * Something over the page, open as long as it is mounted. The page beneath is inert, but for what `overDialogs` (over-dialogs.ts) marks: with no
 * trap for the keyboard, the Tab key goes through both. Escape, wherever the keyboard is, and a press on the backdrop close it.
 */
export function DialogFrame({ onClose, labelledBy, describedBy, label, className, children }: DialogFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(onClose);
  // Read while it is drawn: a field of the dialog may take the focus before any effect runs.
  const [before] = useState(() => document.activeElement);

  // Syncs with the browser's focus and with what it may reach. A layout effect: nothing beneath may be pressed once it is seen.
  useLayoutEffect(() => {
    const panel = frame.current;
    if (panel === null) return;
    const release = inertOthers([panel, ...document.querySelectorAll<HTMLElement>("[data-over-dialogs]")], document.body);
    if (!panel.contains(document.activeElement))
      (panel.querySelector<HTMLElement>("[data-first-focus]") ?? panel).focus({ preventScroll: true });
    // What was focused is gone, a button that gave way to an answer for instance: the keyboard stays here.
    const onLeave = ({ relatedTarget, target }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof Node)) return;
      queueMicrotask(() => !target.isConnected && panel.isConnected && panel.focus({ preventScroll: true }));
    };
    panel.addEventListener("focusout", onLeave);
    return () => {
      panel.removeEventListener("focusout", onLeave);
      const at = document.activeElement;
      release();
      // Whoever is at the stop by now stays there.
      if (before instanceof HTMLElement && (at === document.body || panel.contains(at))) before.focus({ preventScroll: true });
    };
  }, [before]);

  // Syncs with the keyboard of the whole page. Of two dialogs the lower one is inert, and Escape is not meant for it.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && frame.current?.closest("[inert]") === null) close();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return createPortal(
    <div>
      {/* For a pointer only: the keyboard has Escape, and every dialog has its own way out. */}
      <div aria-hidden onClick={onClose} className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 starting:opacity-0" />
      <div
        ref={frame}
        role="dialog"
        tabIndex={-1}
        aria-label={label}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        className={classNames("fixed z-50 bg-raised shadow-raised outline-none", className)}
      >
        {children}
      </div>
    </div>,
    document.body,
  );
}
