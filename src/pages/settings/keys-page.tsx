import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";

import { hasRole, useRole, useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type ApiKey, type Limits, type Role, settingsQueries, useCreateApiKey, useRevokeApiKey } from "#src/api/settings.ts";
import { ApiKeyTable } from "#src/components/settings/api-key-table.tsx";
import { ConfirmDialog } from "#src/components/settings/confirm-dialog.tsx";
import { RoleSelect } from "#src/components/settings/role-select.tsx";
import { SecretOnce } from "#src/components/settings/secret-once.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useOpenedOf } from "#src/components/ui/use-opened.ts";

const NewLimits = lazy(() => import("#src/components/settings/new-limits.tsx").then((module) => ({ default: module.NewLimits })));
const WallLinks = lazy(() => import("#src/components/settings/wall-links.tsx").then((module) => ({ default: module.WallLinks })));
const KeyLimits = lazy(() => import("#src/components/settings/key-limits.tsx").then((module) => ({ default: module.KeyLimits })));

const DAY_MS = 24 * 60 * 60_000;
const lives = [
  { days: 30, label: plural(30, { one: "# day", other: "# days" }) },
  { days: 90, label: plural(90, { one: "# day", other: "# days" }) },
  { days: 365, label: t`A year` },
  { days: null, label: t`Until revoked` },
] as const;

/** The list is for operators: the server refuses it to viewers, so it is not even asked for. */
export function Component() {
  const role = useRole();
  if (role === null)
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Intro />
        <TableSkeleton rows={3} />
      </div>
    );
  return hasRole(role, "operator") ? (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
      <Keys />
      {hasRole(role, "admin") ? (
        <Suspense fallback={<TableSkeleton rows={2} />}>
          <WallLinks />
        </Suspense>
      ) : null}
    </div>
  ) : (
    <EmptyState title={t`Not for your role`} body={t`API keys are shown to operators and admins. Ask an admin of your organization.`} />
  );
}

const Intro = () => (
  <>
    <h2 className="text-heading">{t`New API key`}</h2>
    <p className="text-muted">{t`A key acts for the whole organization from an SDK, the command line or a script. Robots need none: pair them instead.`}</p>
  </>
);

const none: readonly ApiKey[] = [];

function Keys() {
  const { data: keys, error } = useQuery(settingsQueries.apiKeys());
  const create = useCreateApiKey();
  const revoke = useRevokeApiKey();
  const [role, setRole] = useState<Role>("operator");
  const [days, setDays] = useState<number | null>(90);
  const [limits, setLimits] = useState<Limits>({});
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const [ending, setEnding] = useOpenedOf("revoke", keys ?? none);
  const [limiting, setLimiting] = useOpenedOf("limits", keys ?? none);
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const disabledReason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);

  const [madeName, endingName] = [made?.name ?? "", ending?.name ?? ""];

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name") ?? "").trim();
    create.mutate(
      { name, role, ...(role === "admin" ? {} : { limits }), expiresAt: days === null ? null : serverNow() + days * DAY_MS },
      {
        onSuccess: ({ apiKey }) => {
          setMade({ name, secret: apiKey });
          form.reset();
          setLimits({});
        },
      },
    );
  };

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <section aria-label={t`New API key`} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Intro />
        <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 sm:items-end lg:grid-cols-[minmax(0,1fr)_16rem_10rem_auto]">
          <Input label={t`Name`} name="name" required maxLength={80} hint={t`What uses it.`} autoComplete="off" />
          <RoleSelect role={role} onChange={setRole} />
          <Select
            label={t`Works for`}
            hint={t`Then it ends by itself.`}
            value={days ?? "none"}
            onChange={(event) => setDays(lives.find((life) => String(life.days ?? "none") === event.target.value)?.days ?? null)}
          >
            {lives.map((life) => (
              <option key={life.label} value={life.days ?? "none"}>
                {life.label}
              </option>
            ))}
          </Select>
          <Button type="submit" tone="primary" isBusy={create.isPending} disabledReason={disabledReason}>{t`Create API key`}</Button>
        </form>
        {role === "admin" ? null : (
          <Suspense fallback={<div className="h-6" />}>
            <NewLimits
              summary={t`Let it act on some robots or deployments only`}
              note={t`Where the person who makes a key may not act, the key may not either.`}
              limits={limits}
              onChange={setLimits}
            />
          </Suspense>
        )}
        {create.error === null ? null : <ErrorNote text={describeError(create.error)} />}
        {made === null ? null : (
          <SecretOnce
            title={t`API key “${madeName}”`}
            explanation={t`Put it where the program that uses it reads it, for example in REFLEX_API_KEY.`}
            secret={made.secret}
            label={t`API key`}
            onDone={() => setMade(null)}
          />
        )}
      </section>
      <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 className="text-heading">{t`API keys`}</h2>
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {keys === undefined ? (
          error ? null : (
            <TableSkeleton rows={3} />
          )
        ) : keys.length === 0 ? (
          <EmptyState title={t`No API keys yet`} body={t`Create one above when a program needs to act for the organization.`} />
        ) : (
          <ApiKeyTable keys={keys} disabledReason={disabledReason} onRevoke={setEnding} onLimit={setLimiting} />
        )}
      </section>
      <Suspense>
        {limiting === null ? null : <KeyLimits apiKey={limiting} disabledReason={disabledReason} onClose={() => setLimiting(null)} />}
      </Suspense>
      <ConfirmDialog
        subject={ending}
        removal={revoke}
        title={t`Revoke “${endingName}”`}
        description={t`Everything that uses this key is refused from now on. A revoked key cannot be brought back.`}
        label={t`Revoke key`}
        disabledReason={disabledReason}
        onClose={() => setEnding(null)}
      />
    </div>
  );
}
