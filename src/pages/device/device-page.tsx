import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow, useServerNow } from "#src/api/clock.ts";
import { type DeviceLogin, deviceLoginQueries, useApproveDeviceLogin, useDenyDeviceLogin } from "#src/api/device-logins.ts";
import { describeError } from "#src/api/errors.ts";
import { ScanButton } from "#src/components/pairing/scan-button.tsx";
import { UserCodeForm } from "#src/components/pairing/user-code-form.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { Countdown, RelativeTime } from "#src/components/ui/time.tsx";
import { readUserCode } from "#src/lib/user-code.ts";
import { pageHeaders } from "#src/page-headers.ts";

/** A person lets a machine in that runs `reflex login`: type the code it shows, compare, decide. */
export function Component() {
  const [search, setSearch] = useSearchParams();
  const code = readUserCode(search.get("code") ?? "");
  const roleReason = useRoleReason("operator");

  return (
    <>
      <PageHeader {...pageHeaders["/device"]} />
      <div className="grid max-w-xl gap-4">
        <UserCodeForm code={code} onCode={(next) => setSearch({ code: next }, { replace: true })} disabledReason={roleReason}>
          <ScanButton />
        </UserCodeForm>
        {code === null || roleReason !== undefined ? null : <Asked key={code} code={code} />}
      </div>
    </>
  );
}

function Asked({ code }: { code: string }) {
  const { data: login, error } = useQuery(deviceLoginQueries.byCode(code));
  if (login === undefined) return error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-48" />;
  if (login === null)
    return <ErrorNote text={t`No machine waits with the code ${code}. Compare it letter by letter, or run reflex login again.`} />;
  return (
    <>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <Decision login={login} />
    </>
  );
}

function Decision({ login: { userCode, hostname, createdAt, expiresAt, state } }: { login: DeviceLogin }) {
  const approve = useApproveDeviceLogin();
  const deny = useDenyDeviceLogin();
  const isExpired = useServerNow() >= expiresAt;
  const error = approve.error ?? deny.error;
  return (
    <section aria-label={t`The machine that asks`} className="card grid gap-4 p-5">
      <KeyValueList
        items={[
          { key: t`Code`, value: <span className="font-mono text-lead">{userCode}</span> },
          { key: t`Machine`, value: hostname ?? t`did not tell its name` },
          { key: t`Asked`, value: <RelativeTime at={createdAt} now={serverNow} /> },
        ]}
      />
      {state === "open" && !isExpired ? (
        <>
          <p className="rounded-control bg-warn-soft px-3 py-2 text-warn">
            {t`Approve only if this machine is in front of you and shows this very code now. If someone sent you the code, deny it: they would get an API key of your organization.`}
          </p>
          <div className="flex flex-wrap items-center gap-2">
            <Button tone="primary" isBusy={approve.isPending} onClick={() => approve.mutate({ userCode })}>
              {hostname == null ? t`Approve this machine` : t`Approve ${hostname}`}
            </Button>
            <Button isBusy={deny.isPending} onClick={() => deny.mutate({ userCode })}>
              {t`Deny`}
            </Button>
            <Countdown until={expiresAt} now={serverNow} label={t`Code expires in`} className="ms-auto text-muted" />
          </div>
        </>
      ) : (
        <p role="status">{outcome(state, isExpired)}</p>
      )}
      {error ? <ErrorNote text={describeError(error)} /> : null}
    </section>
  );
}

function outcome(state: DeviceLogin["state"], isExpired: boolean) {
  switch (state) {
    case "approved":
      return <StateMark shape="disc" tone="ok">{t`Approved: the machine fetches its API key now`}</StateMark>;
    case "used":
      return <StateMark shape="disc" tone="ok">{t`The machine has its API key`}</StateMark>;
    case "denied":
      return <StateMark shape="cross" tone="danger">{t`Denied: the machine gets nothing`}</StateMark>;
    case "open":
      return (
        <StateMark shape="square" tone="neutral">
          {isExpired ? t`This code has expired. Run reflex login again.` : t`Waiting`}
        </StateMark>
      );
    default:
      return state satisfies never;
  }
}
