import { t } from "@lingui/core/macro";

import { describeError } from "#src/api/errors.ts";
import type { Member } from "#src/api/settings.ts";
import { type SignInRule, useSetSignInRule } from "#src/api/sign-in-rule.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { locale } from "#src/i18n/language.ts";

const mostNamed = 5;

/** Whether a password alone is enough to sign in; only admins may say so, and who has nothing else yet is named before. */
export function SignInRuleChoice({
  members,
  rule,
  disabledReason,
}: {
  members: readonly Member[];
  rule: SignInRule;
  disabledReason: string | undefined;
}) {
  const set = useSetSignInRule();
  const without = members
    .filter(({ hasWayBeyondPassword }) => !hasWayBeyondPassword)
    .map(({ name, email }) => (name === "" ? email : name));
  const names = new Intl.ListFormat(locale()).format(without.length > mostNamed ? [...without.slice(0, mostNamed), "…"] : without);
  const ownReason =
    rule.refusesPasswords || rule.isBeyondPassword
      ? undefined
      : t`You are signed in by a password. Sign in by a passkey or a provider first, so that you are not locked out.`;
  return (
    <section aria-label={t`Passwords of members`} className="grid gap-3">
      <h2 className="text-heading">{t`Passwords`}</h2>
      <p className="text-muted">
        {rule.refusesPasswords
          ? t`A password is not enough: members show a passkey or sign in by a provider to do more than look, stop and demote.`
          : t`A password is enough to sign in.`}{" "}
        {without.length === 0
          ? t`Every member has a passkey or a provider's account.`
          : t`Without a passkey or a provider's account: ${names}. Their password makes the first one.`}
      </p>
      {set.error === null ? null : <ErrorNote text={describeError(set.error)} />}
      <div>
        <Button
          className="max-w-full max-sm:py-1.5 max-sm:whitespace-normal"
          isBusy={set.isPending}
          disabledReason={disabledReason ?? ownReason}
          onClick={() => set.mutate({ refusesPasswords: !rule.refusesPasswords })}
        >
          {rule.refusesPasswords ? t`Let a password be enough again` : t`Ask every member for a passkey or a provider`}
        </Button>
      </div>
    </section>
  );
}
