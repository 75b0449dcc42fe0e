import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";

import { buttonClass } from "./button.tsx";

export type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One or two sentences under the title; read out with it. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
};

/** A question in the middle of the page. Escape, the backdrop and the cross all mean "no". */
export function DialogPanel({ isOpen, onClose, title, description, children, actions }: DialogProps) {
  return (
    // Focus is kept inside, but the rest is not made inert: the software stop must stay within reach.
    <Base.Root modal="trap-focus" open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0" />
        <Base.Popup className="fixed inset-x-3 bottom-[calc(var(--spacing-bottombar)+5.75rem)] z-50 grid max-h-[calc(100dvh-11rem)] gap-4 overflow-y-auto rounded-card bg-raised p-5 shadow-raised transition duration-150 ease-out data-starting-style:translate-y-2 data-starting-style:opacity-0 data-ending-style:opacity-0 md:inset-x-auto md:top-[12vh] md:bottom-auto md:left-1/2 md:max-h-[80vh] md:w-[32rem] md:-translate-x-1/2">
          <div className="flex items-start gap-3">
            <div className="grid flex-1 gap-1">
              <Base.Title className="text-lead font-semibold">{title}</Base.Title>
              {description === undefined ? null : <Base.Description className="text-body text-muted">{description}</Base.Description>}
            </div>
            <Base.Close aria-label="Close" className={buttonClass("quiet", "small", true)}>
              <X aria-hidden />
            </Base.Close>
          </div>
          {children}
          {actions === undefined ? null : <div className="flex flex-col-reverse gap-2 md:flex-row md:justify-end">{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
