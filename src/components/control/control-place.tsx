import { lazy, Suspense } from "react";

import { Skeleton } from "#src/components/ui/skeleton.tsx";

import type { ControlCardProps } from "./control-card.tsx";

const ControlCard = lazy(() => import("./control-card.tsx").then((module) => ({ default: module.ControlCard })));

/** Where it stands who holds a robot; as high before its code has come, so that nothing below it moves. */
export function ControlPlace(props: ControlCardProps) {
  return (
    <Suspense
      fallback={
        <div className="card px-4 py-3">
          <Skeleton className="h-36 sm:h-[calc(var(--spacing-control)+1.5rem)]" />
        </div>
      }
    >
      <ControlCard {...props} />
    </Suspense>
  );
}
