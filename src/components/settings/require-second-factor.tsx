import { plural, t } from "@lingui/core/macro";

import { describeError } from "#src/api/errors.ts";
import { type SecondFactorStatus, useRequireSecondFactor } from "#src/api/second-factor.ts";
import type { Member } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

/** Whether every member needs a second factor; only admins may say so, and who has none is told before. */
export function RequireSecondFactor({
  members,
  status,
  disabledReason,
}: {
  members: readonly Member[];
  /** One's own. */ status: SecondFactorStatus;
  disabledReason: string | undefined;
}) {
  const require = useRequireSecondFactor();
  const without = members.filter(({ hasSecondFactor }) => !hasSecondFactor).length;
  const total = members.length;
  const ownReason =
    status.isRequired || status.since !== null || status.isByPasskey ? undefined : t`Set up your own second factor first, under Profile.`;
  return (
    <section aria-label={t`Second factor of members`} className="grid gap-3">
      <h2 className="text-heading">{t`Second factor`}</h2>
      <p className="text-muted">
        {status.isRequired
          ? t`Every member needs one to do more than look, stop and demote.`
          : t`Members decide by themselves whether they have one.`}{" "}
        {without === 0 ? t`All have one.` : plural(without, { one: `# of ${total} has none.`, other: `# of ${total} have none.` })}
      </p>
      {require.error === null ? null : <ErrorNote text={describeError(require.error)} />}
      <div>
        <Button
          className="max-w-full max-sm:whitespace-normal"
          isBusy={require.isPending}
          disabledReason={disabledReason ?? ownReason}
          onClick={() => require.mutate({ isRequired: !status.isRequired })}
        >
          {status.isRequired ? t`No longer ask every member for one` : t`Ask every member for a second factor`}
        </Button>
      </div>
    </section>
  );
}
