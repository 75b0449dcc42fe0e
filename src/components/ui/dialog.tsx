import { t } from "@lingui/core/macro";
import { X } from "lucide-react";
import { type ReactNode, useId } from "react";

import { buttonClass } from "./button.tsx";
import { DialogFrame } from "./dialog-frame.tsx";

type DialogProps = {
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
export function Dialog({ isOpen, onClose, title, description, children, actions }: DialogProps) {
  const id = useId();
  if (!isOpen) return null;
  return (
    <DialogFrame
      onClose={onClose}
      labelledBy={`${id}-title`}
      describedBy={description === undefined ? undefined : `${id}-text`}
      className="inset-x-3 bottom-[calc(var(--spacing-bottombar)+5.75rem)] grid max-h-[calc(100dvh-11rem)] gap-4 overflow-y-auto rounded-card p-5 transition-[opacity,translate] duration-150 ease-out starting:translate-y-2 starting:opacity-0 md:inset-x-auto md:top-[12vh] md:bottom-auto md:left-1/2 md:max-h-[80vh] md:w-[32rem] md:-translate-x-1/2"
    >
      <div className="flex items-start gap-3">
        <div className="grid flex-1 gap-1">
          <h2 id={`${id}-title`} className="text-lead font-semibold">
            {title}
          </h2>
          {description === undefined ? null : (
            <p id={`${id}-text`} className="text-body text-muted">
              {description}
            </p>
          )}
        </div>
        <button type="button" aria-label={t`Close`} onClick={onClose} className={buttonClass("quiet", "small", true)}>
          <X aria-hidden />
        </button>
      </div>
      {children}
      {actions === undefined ? null : <div className="flex flex-col-reverse gap-2 md:flex-row md:justify-end">{actions}</div>}
    </DialogFrame>
  );
}
