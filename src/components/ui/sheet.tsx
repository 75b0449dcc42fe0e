import { t } from "@lingui/core/macro";
import { X } from "lucide-react";
import { type ReactNode, useId } from "react";

import { buttonClass } from "./button.tsx";
import { DialogFrame } from "./dialog-frame.tsx";

type SheetProps = { isOpen: boolean; onClose: () => void; title: ReactNode; children: ReactNode };

/** A panel for detail beside the page: from the right on a wide screen, from below on a phone. */
export function Sheet({ isOpen, onClose, title, children }: SheetProps) {
  const titleId = useId();
  if (!isOpen) return null;
  return (
    <DialogFrame
      onClose={onClose}
      labelledBy={titleId}
      className="inset-x-0 bottom-0 flex max-h-[90dvh] flex-col rounded-t-card pb-[calc(var(--spacing-bottombar)+5.75rem)] transition duration-200 ease-out starting:translate-y-6 starting:opacity-0 md:inset-y-0 md:end-0 md:start-auto md:max-h-none md:w-[30rem] md:rounded-none md:starting:translate-x-6 md:starting:translate-y-0 lg:pb-0"
    >
      <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
        <h2 id={titleId} className="text-lead font-semibold">
          {title}
        </h2>
        <button type="button" aria-label={t`Close`} onClick={onClose} className={buttonClass("quiet", "small", true)}>
          <X aria-hidden />
        </button>
      </div>
      <div className="flex-1 overflow-y-auto p-5">{children}</div>
    </DialogFrame>
  );
}
