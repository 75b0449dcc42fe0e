import { lazy, Suspense } from "react";

import { useOpened } from "#src/components/ui/use-opened.ts";

import type { DialogProps } from "./dialog-panel.tsx";

const load = () => import("./dialog-panel.tsx").then((module) => ({ default: module.DialogPanel }));
const DialogPanel = lazy(load);

/** A question in the middle of the page. Escape, the backdrop and the cross all mean "no". Its code is fetched while the page is idle. */
export function Dialog(props: DialogProps) {
  const wasOpened = useOpened(props.isOpen, load);
  return wasOpened ? (
    <Suspense>
      <DialogPanel {...props} />
    </Suspense>
  ) : null;
}
