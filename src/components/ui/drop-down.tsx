import { type ReactNode, useEffect, useRef, useState } from "react";

import { buttonClass, type ButtonSize, type ButtonTone } from "./button.tsx";

type DropDownProps = {
  label: ReactNode;
  icon: ReactNode;
  tone?: ButtonTone;
  size?: ButtonSize;
  /** What it hangs on is the next element around it that is `relative`: by itself it is none. */
  className: string;
  /** What lies over the page while it is open; drawn no earlier. `close` puts it away. */
  children: (close: () => void) => ReactNode;
};

/** A button with something small under it: Escape and a press elsewhere put it away. */
export function DropDown({ label, icon, tone = "neutral", size = "small", className, children }: DropDownProps) {
  const [isOpen, setIsOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  // Syncs with the page around it: Escape, and a press elsewhere, close what lies over it.
  useEffect(() => {
    if (!isOpen) return;
    const onEvent = (event: KeyboardEvent | PointerEvent) => {
      const isElsewhere = event.target instanceof Node && details.current?.contains(event.target) === false;
      if (event instanceof KeyboardEvent ? event.key !== "Escape" : !isElsewhere) return;
      setIsOpen(false);
      if (!isElsewhere) details.current?.querySelector("summary")?.focus();
    };
    document.addEventListener("keydown", onEvent);
    document.addEventListener("pointerdown", onEvent);
    return () => {
      document.removeEventListener("keydown", onEvent);
      document.removeEventListener("pointerdown", onEvent);
    };
  }, [isOpen]);
  return (
    <details ref={details} open={isOpen} className={className} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={buttonClass(tone, size)}>
        {icon}
        {label}
      </summary>
      {isOpen ? children(() => setIsOpen(false)) : null}
    </details>
  );
}
