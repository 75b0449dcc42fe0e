import { t } from "@lingui/core/macro";
import { lazy, type ReactNode, Suspense } from "react";

import { Skeleton } from "#src/components/ui/skeleton.tsx";

const TryOutButton = lazy(() => import("./try-out-button.tsx").then((module) => ({ default: module.TryOutButton })));

/** What an empty page offers: its own first step, and one press to a simulated robot that fills it. */
export const OrTryOut = ({ children }: { children?: ReactNode }) => (
  <div className="grid gap-3">
    <div className="flex flex-wrap justify-center gap-2">
      {children}
      <Suspense fallback={<Skeleton className="h-control w-60" />}>
        <TryOutButton />
      </Suspense>
    </div>
    <p className="text-caption text-muted">{t`No robot at hand? A simulated one runs in this tab; no real arm moves.`}</p>
  </div>
);
