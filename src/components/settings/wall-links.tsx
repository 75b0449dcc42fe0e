import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useCreateWallLink, useRevokeWallLink, type WallLink, wallQueries } from "#src/api/wall.ts";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useOpenedOf } from "#src/components/ui/use-opened.ts";
import { paths } from "#src/paths.ts";

import { ConfirmDialog } from "./confirm-dialog.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { WallLinkTable } from "./wall-link-table.tsx";

const DAY_MS = 24 * 60 * 60_000;
const lives = [
  { days: 1, label: plural(1, { one: "# day", other: "# days" }) },
  { days: 30, label: plural(30, { one: "# day", other: "# days" }) },
  { days: 90, label: plural(90, { one: "# day", other: "# days" }) },
  { days: 365, label: t`A year` },
] as const;
const none: readonly WallLink[] = [];

/** Links for screens that show the fleet and where nobody signs in. For admins: the server refuses the list to others. */
export function WallLinks() {
  const { data: links, error } = useQuery(wallQueries.links());
  const create = useCreateWallLink();
  const revoke = useRevokeWallLink();
  const [days, setDays] = useState<number>(90);
  const [made, setMade] = useState<{ name: string; address: string } | null>(null);
  const [ending, setEnding] = useOpenedOf("end-screen", links ?? none);
  const isConnected = useIsConnected();
  const roleReason = useRoleReason("admin");
  const disabledReason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const [madeName, endingName] = [made?.name ?? "", ending?.name ?? ""];

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("screen") ?? "").trim();
    create.mutate(
      { name, expiresAt: serverNow() + days * DAY_MS },
      {
        onSuccess: ({ link }) => {
          setMade({ name, address: `${location.origin}${paths.wall(link)}` });
          form.reset();
        },
      },
    );
  };

  return (
    <section aria-label={t`Screens`} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <h2 className="text-heading">{t`Screens`}</h2>
      <p className="text-muted">{t`A link shows the fleet on a wall to whoever has it, without a sign-in: names and states of the robots and who attends to them. Nothing can be done by it.`}</p>
      <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 sm:items-end lg:grid-cols-[minmax(0,1fr)_10rem_auto]">
        <Input label={t`Name of the screen`} name="screen" required maxLength={80} hint={t`Where it hangs.`} autoComplete="off" />
        <Select
          label={t`Works for`}
          hint={t`Then it ends by itself.`}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {lives.map((life) => (
            <option key={life.days} value={life.days}>
              {life.label}
            </option>
          ))}
        </Select>
        <Button type="submit" isBusy={create.isPending} disabledReason={disabledReason}>{t`Make a link`}</Button>
      </form>
      {create.error === null ? null : <ErrorNote text={describeError(create.error)} />}
      {made === null ? null : (
        <SecretOnce
          title={t`Link for “${madeName}”`}
          explanation={t`Open it on the screen. Whoever has it sees the fleet until it ends.`}
          secret={made.address}
          label={t`link for a screen`}
          onDone={() => setMade(null)}
        />
      )}
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {links === undefined ? (
        error ? null : (
          <TableSkeleton rows={2} />
        )
      ) : links.length === 0 ? (
        <EmptyState title={t`No screens yet`} body={t`Make a link above for a screen that shows the fleet.`} />
      ) : (
        <WallLinkTable links={links} disabledReason={disabledReason} onRevoke={setEnding} />
      )}
      <ConfirmDialog
        subject={ending}
        removal={revoke}
        title={t`Revoke “${endingName}”`}
        description={t`Screens that show this link are shown nothing more, at once. A revoked link cannot be brought back.`}
        label={t`Revoke link`}
        disabledReason={disabledReason}
        onClose={() => setEnding(null)}
      />
    </section>
  );
}
