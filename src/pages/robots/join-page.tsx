import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { ScanButton } from "#src/components/pairing/scan-button.tsx";
import { UserCodeForm } from "#src/components/pairing/user-code-form.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { readUserCode } from "#src/lib/user-code.ts";
import { pageHeaders } from "#src/page-headers.ts";

const JoinRequest = lazy(() => import("#src/components/pairing/join-request.tsx").then((module) => ({ default: module.JoinRequest })));

/** A machine shows a code of its own: read it, compare, and say which robot the machine is. */
export function Component() {
  const [search, setSearch] = useSearchParams();
  const code = readUserCode(search.get("code") ?? "");
  const robotId = search.get("robot");
  const reason = useRoleReason("operator");
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        before.set(name, value);
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <PageHeader {...pageHeaders["/robots/join"]} />
      <div className="grid max-w-xl gap-4">
        <UserCodeForm code={code} onCode={(next) => set("code", next)} disabledReason={reason}>
          <ScanButton robotId={robotId ?? undefined} />
        </UserCodeForm>
        {code === null || reason !== undefined ? null : <Suspense fallback={<Skeleton className="h-64" />}><JoinRequest key={code} code={code} robotId={robotId} onRobot={(id) => set("robot", id)} /></Suspense>}
      </div>
    </>
  );
}
