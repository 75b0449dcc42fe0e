import { t } from "@lingui/core/macro";
import { CheckCircle2, CircleAlert, Info, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";

import { onToast, type Toast } from "#src/lib/toast.ts";

import { buttonClass } from "./button.tsx";
import { overDialogs } from "./over-dialogs.ts";

type Shown = Toast & { id: number };

const icons = {
  error: <CircleAlert aria-hidden className="text-danger" />,
  info: <Info aria-hidden className="text-info" />,
  ok: <CheckCircle2 aria-hidden className="text-ok" />,
} satisfies Record<Toast["tone"], ReactNode>;

/** How long a message stays, ms; one with something to press stays longer. Errors stay until they are closed. */
const LIFE_MS = 6_000;
const ACTION_LIFE_MS = 15_000;

/** Mounted once, in main.tsx. The newest three messages, at the top: what acts on a robot is at the bottom, and nothing may lie over it. */
export function ToastViewport() {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const close = (id: number) => setShown((before) => before.filter((each) => each.id !== id));

  // Syncs with the toast emitter, which lives outside React so that the query client can use it.
  useEffect(() => {
    let next = 0;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = onToast((toast) => {
      const id = next++;
      // The same message again replaces the earlier one rather than piling up.
      setShown((before) => [...before.filter((each) => each.text !== toast.text).slice(-2), { ...toast, id }]);
      if (toast.tone !== "error") timers.add(setTimeout(() => close(id), toast.action === undefined ? LIFE_MS : ACTION_LIFE_MS));
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);

  return (
    <div
      {...overDialogs}
      className="pointer-events-none fixed inset-x-3 top-[calc(var(--spacing-topbar)+env(safe-area-inset-top)+0.5rem)] z-[60] grid justify-items-center gap-2 lg:top-2"
    >
      {shown.map(({ id, tone, text, action }) => (
        <div
          key={id}
          role={tone === "error" ? "alert" : "status"}
          className="pointer-events-auto flex w-full max-w-md items-start gap-2.5 rounded-card bg-raised py-2 pe-2 ps-3.5 text-body shadow-raised [&>svg]:mt-1.5 [&>svg]:size-4 [&>svg]:shrink-0"
        >
          {icons[tone]}
          <p className="flex-1 py-1 text-pretty">{text}</p>
          {action === undefined ? null : (
            <button
              type="button"
              className={buttonClass("neutral", "small")}
              onClick={() => {
                close(id);
                action.onPress();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" aria-label={t`Close message`} className={buttonClass("quiet", "small", true)} onClick={() => close(id)}>
            <X aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
