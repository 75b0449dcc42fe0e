import { lazy, Suspense } from "react";

import { Skeleton } from "#src/components/ui/skeleton.tsx";

import type { AttentionPanelProps } from "./attention-panel.tsx";

const AttentionPanel = lazy(() => import("./attention-panel.tsx").then((module) => ({ default: module.AttentionPanel })));

/** Where the attention of a robot stands; as high before its code has come, so that nothing below it moves. */
export function AttentionPlace(props: AttentionPanelProps) {
  return (
    <Suspense
      fallback={
        <div className="card px-4 py-3">
          <Skeleton className="h-control" />
        </div>
      }
    >
      <AttentionPanel {...props} />
    </Suspense>
  );
}
