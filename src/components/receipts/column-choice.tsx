import { t } from "@lingui/core/macro";
import { Columns3 } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { buttonClass } from "#src/components/ui/button.tsx";

import type { ColumnName } from "./chosen-columns.ts";

const ColumnBoxes = lazy(() => import("./column-boxes.tsx").then((module) => ({ default: module.ColumnBoxes })));

/** Which columns the list shows, on screens that are wide enough for a choice. */
export function ColumnChoice({ columns, onChange }: { columns: readonly ColumnName[]; onChange: (columns: readonly ColumnName[]) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  // Syncs with the page around it: Escape, and a press elsewhere, close what lies over the list.
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent | PointerEvent) => {
      const { current } = details;
      const isElsewhere = event.target instanceof Node && !current?.contains(event.target);
      if (current === null || (event instanceof KeyboardEvent ? event.key !== "Escape" : !isElsewhere)) return;
      current.open = false;
      if (!isElsewhere) current.querySelector("summary")?.focus();
    };
    document.addEventListener("keydown", close);
    document.addEventListener("pointerdown", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("pointerdown", close);
    };
  }, [isOpen]);
  return (
    <details ref={details} className="relative max-md:hidden" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={buttonClass("neutral", "small")}><Columns3 aria-hidden />{t`Columns`}</summary>
      {isOpen ? <Suspense><ColumnBoxes columns={columns} onChange={onChange} /></Suspense> : null}
    </details>
  );
}
