import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";

import { buttonClass } from "./button.tsx";

export type SheetProps = { isOpen: boolean; onClose: () => void; title: ReactNode; children: ReactNode; actions?: ReactNode };

/** A panel for detail beside the page: from the right on a wide screen, from below on a phone. */
export function SheetPanel({ isOpen, onClose, title, children, actions }: SheetProps) {
  return (
    // Focus is kept inside, but the rest is not made inert: the software stop must stay within reach.
    <Base.Root modal="trap-focus" open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0" />
        <Base.Popup className="fixed inset-x-0 bottom-0 z-50 flex max-h-[90dvh] flex-col rounded-t-card pb-[calc(var(--spacing-bottombar)+5.75rem)] lg:pb-0 bg-raised shadow-raised transition duration-200 ease-out data-starting-style:translate-y-6 data-starting-style:opacity-0 data-ending-style:opacity-0 md:inset-y-0 md:right-0 md:left-auto md:max-h-none md:w-[30rem] md:rounded-none md:data-starting-style:translate-x-6 md:data-starting-style:translate-y-0">
          <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
            <Base.Title className="text-lead font-semibold">{title}</Base.Title>
            <Base.Close aria-label="Close" className={buttonClass("quiet", "small", true)}>
              <X aria-hidden />
            </Base.Close>
          </div>
          <div className="flex-1 overflow-y-auto p-5">{children}</div>
          {actions === undefined ? null : <div className="flex flex-col-reverse gap-2 border-t border-line px-5 py-3 md:flex-row md:justify-end">{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
