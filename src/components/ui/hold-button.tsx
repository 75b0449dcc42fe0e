import { t } from "@lingui/core/macro";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { addToast } from "#src/lib/toast.ts";

type HoldButtonProps = {
  /** What happens, as a verb: "Promote arm-1 to apply_actions". */
  children: ReactNode;
  onConfirm: () => void;
  disabledReason?: string | undefined;
  isBusy?: boolean;
  /** How long a finger must rest on it, ms. */
  holdMs?: number;
  tone?: "apply" | "danger";
};

const tones = {
  apply: { base: "bg-apply text-apply-foreground", fill: "bg-apply-stripe/30" },
  danger: { base: "bg-danger-solid text-danger-solid-foreground", fill: "bg-scrim/40" },
} as const;

/** How long the second step of the keyboard's two steps stays open, ms. */
const ARMED_MS = 5_000;

/**
 * The most that one frame adds to a hold, ms. While a page stands still, the lifting of a finger waits unread, so that time
 * says nothing about the finger: a timer would confirm what was let go of long ago.
 */
const MOST_PER_FRAME_MS = 100;

/**
 * A deliberate press: hold it, or with a keyboard (or anything that can only click) press it twice. Leaving,
 * lifting, or hiding the page takes it back. It fires once per hold, and never from a repeated key.
 */
export function HoldButton({ children, onConfirm, disabledReason, isBusy = false, holdMs = 1_000, tone = "apply" }: HoldButtonProps) {
  const [phase, setPhase] = useState<"idle" | "holding" | "armed">("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const frame = useRef(0);
  const fill = useRef<HTMLSpanElement>(null);
  const isPointer = useRef(false);
  const hintId = useId();
  const isOff = disabledReason !== undefined || isBusy;
  const seconds = formatNumber(holdMs / 1000);

  const show = (share: number) => {
    if (fill.current) fill.current.style.width = `${Math.min(share, 1) * 100}%`;
  };
  const stopCounting = () => {
    clearTimeout(timer.current);
    cancelAnimationFrame(frame.current);
    show(0);
  };
  const reset = () => {
    stopCounting();
    setPhase("idle");
  };

  // Syncs with the page's visibility: a phone put in a pocket must not finish a hold.
  useEffect(() => {
    const onHide = () => {
      stopCounting();
      setPhase("idle");
    };
    document.addEventListener("visibilitychange", onHide);
    window.addEventListener("blur", onHide);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      window.removeEventListener("blur", onHide);
      stopCounting();
    };
  }, []);

  // The server was lost, or the role taken away, while the finger rests: the hold no longer means anything.
  if (isOff && phase !== "idle") setPhase("idle");
  useEffect(() => {
    if (isOff) stopCounting();
  }, [isOff]);

  const startHold = () => {
    stopCounting();
    setPhase("holding");
    let held = 0;
    let last = performance.now();
    const count = (now: number) => {
      held += Math.min(Math.max(now - last, 0), MOST_PER_FRAME_MS);
      last = now;
      show(held / holdMs);
      if (held < holdMs) {
        frame.current = requestAnimationFrame(count);
        return;
      }
      reset();
      onConfirm();
    };
    frame.current = requestAnimationFrame(count);
  };

  /** A click without a pointer: Enter, Space, or an assistive technology. First press arms, second confirms. */
  const press = () => {
    if (phase === "armed") {
      reset();
      onConfirm();
      return;
    }
    stopCounting();
    setPhase("armed");
    timer.current = setTimeout(() => setPhase("idle"), ARMED_MS);
  };

  return (
    <div className="grid gap-1.5">
      <button
        type="button"
        aria-disabled={isOff || undefined}
        aria-describedby={hintId}
        className={classNames(
          "relative min-h-hold touch-none overflow-hidden rounded-control border border-transparent px-5 text-lead font-semibold select-none",
          "aria-disabled:cursor-not-allowed aria-disabled:bg-sunken aria-disabled:text-stale",
          tones[tone].base,
          phase === "armed" && "outline-3 outline-offset-2 outline-foreground",
        )}
        onPointerDown={(event) => {
          if (isOff || event.button !== 0 || !event.isPrimary) return;
          isPointer.current = true;
          startHold();
        }}
        onPointerUp={() => phase === "holding" && reset()}
        onPointerLeave={() => phase === "holding" && reset()}
        onPointerCancel={() => phase === "holding" && reset()}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => event.repeat && event.preventDefault()}
        onBlur={() => phase !== "idle" && reset()}
        onClick={() => {
          const wasPointer = isPointer.current;
          isPointer.current = false;
          if (isOff) {
            if (disabledReason !== undefined) addToast({ tone: "info", text: disabledReason });
          } else if (!wasPointer) press();
        }}
      >
        <span
          ref={fill}
          aria-hidden
          className={classNames("absolute inset-y-0 start-0 w-0 forced-colors:bg-[Highlight]", tones[tone].fill)}
        />
        <span className="relative">{phase === "armed" ? t`Press again to confirm` : children}</span>
      </button>
      <p id={hintId} aria-live="polite" className="text-caption text-muted">
        {disabledReason ??
          (phase === "armed" ? t`Press again within 5 seconds to confirm.` : t`Hold for ${seconds} s. With a keyboard, press twice.`)}
      </p>
    </div>
  );
}
