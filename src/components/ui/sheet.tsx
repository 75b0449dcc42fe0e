import { lazy, Suspense } from "react";

import { useOpened } from "#src/components/ui/use-opened.ts";

import type { SheetProps } from "./sheet-panel.tsx";

const load = () => import("./sheet-panel.tsx").then((module) => ({ default: module.SheetPanel }));
const SheetPanel = lazy(load);

/** A panel for detail beside the page: from the right on a wide screen, from below on a phone. Its code is fetched while the page is idle. */
export function Sheet(props: SheetProps) {
  const wasOpened = useOpened(props.isOpen, load);
  return wasOpened ? (
    <Suspense>
      <SheetPanel {...props} />
    </Suspense>
  ) : null;
}
