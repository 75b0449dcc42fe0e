import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { deploymentQueries } from "#src/api/deployments.ts";
import { Skeleton } from "#src/components/ui/skeleton.tsx";

import type { ApprovalRequestProps } from "./approval-request.tsx";

// Asked for by few policies, and of no use without a network.
const ApprovalRequest = lazy(() => import("./approval-request.tsx").then((module) => ({ default: module.ApprovalRequest })));

/** The second operator's word on a promote, where the deployment wants one. Absent where it does not. */
export function ApprovalPanel({ session, actions }: Pick<ApprovalRequestProps, "session" | "actions">) {
  const deployment = useQuery({ ...deploymentQueries.detailIfChosen(session.deploymentId) });
  if (deployment.data?.policy.requiresApproval !== true || session.status === "closed" || session.mode === "apply_actions") return null;
  const trial = { needed: deployment.data.policy.trialActions ?? null, passed: session.trialActions ?? 0 };
  return (
    <Suspense fallback={<Skeleton className="h-64" />}>
      <ApprovalRequest key={session.id} session={session} trial={trial} actions={actions} />
    </Suspense>
  );
}
