import { t } from "@lingui/core/macro";

import { describeError } from "#src/api/errors.ts";
import { useResetSecondFactor } from "#src/api/second-factor.ts";
import type { Member } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";

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
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Reset the second factor of ${name}`}
      description={t`For somebody who lost the authenticator and the recovery codes: make sure that it is them who asks. Their sign-ins end, and the password alone lets them in until they set up a new one.`}
      actions={
        <Button
          tone="danger"
          isBusy={reset.isPending}
          disabledReason={disabledReason}
          onClick={() => reset.mutate({ id: member.id }, { onSuccess: onClose })}
        >{t`Reset second factor`}</Button>
      }
    >
      {reset.error === null ? null : <ErrorNote text={describeError(reset.error)} />}
    </Dialog>
  );
}
