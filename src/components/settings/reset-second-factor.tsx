import { t } from "@lingui/core/macro";

import { useResetSecondFactor } from "#src/api/second-factor.ts";
import type { Member } from "#src/api/settings.ts";

import { ConfirmDialog } from "./confirm-dialog.tsx";

/** Asks before a member's second factor is taken away. */
export function ResetSecondFactor({
  member,
  disabledReason,
  onClose,
}: {
  member: Member;
  disabledReason: string | undefined;
  onClose: () => void;
}) {
  const { name } = member;
  const reset = useResetSecondFactor();
  return (
    <ConfirmDialog
      subject={member}
      removal={reset}
      title={t`Reset the second factor of ${name}`}
      description={t`For somebody who lost the authenticator and the recovery codes: make sure that it is them who asks. Their sign-ins end, and the password alone lets them in until they set up a new one.`}
      label={t`Reset second factor`}
      disabledReason={disabledReason}
      onClose={onClose}
    />
  );
}
