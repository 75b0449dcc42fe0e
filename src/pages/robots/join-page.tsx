import { lazy, Suspense } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { ScanButton } from "#src/components/pairing/scan-button.tsx";
import { UserCodeForm } from "#src/components/pairing/user-code-form.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { readUserCode } from "#src/lib/user-code.ts";
import { pageHeaders } from "#src/page-headers.ts";

const JoinRequest = lazy(() => import("#src/components/pairing/join-request.tsx").then((module) => ({ default: module.JoinRequest })));

/** A machine shows a code of its own: read it, compare, and say which robot the machine is. */
export function Component() {
  const [search, change] = useAddress();
  const code = readUserCode(search.get("code") ?? "");
  const robotId = search.get("robot");
  const reason = useRoleReason("operator");
  const set = (name: string, value: string) => change({ [name]: value });
  return (
    <>
      <PageHeader {...pageHeaders["/robots/join"]} />
      <div className="grid max-w-xl gap-4">
        <UserCodeForm code={code} onCode={(next) => set("code", next)} disabledReason={reason}>
          <ScanButton robotId={robotId ?? undefined} />
        </UserCodeForm>
        {code === null || reason !== undefined ? null : (
          <Suspense fallback={<Skeleton className="h-64" />}>
            <JoinRequest key={code} code={code} robotId={robotId} onRobot={(id) => set("robot", id)} />
          </Suspense>
        )}
      </div>
    </>
  );
}
