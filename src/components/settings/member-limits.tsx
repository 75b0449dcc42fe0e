import { t } from "@lingui/core/macro";

import { useSetMemberLimits } from "#src/api/member-limits.ts";
import type { Member } from "#src/api/settings.ts";

import { LimitsDialog } from "./limits-dialog.tsx";

/** Where a member may act. */
export function MemberLimits({
  member: { id, name, limits: held },
  disabledReason,
  onClose,
}: {
  member: Member;
  disabledReason: string | undefined;
  onClose: () => void;
}) {
  const save = useSetMemberLimits();
  return (
    <LimitsDialog
      title={t`Where ${name} may act`}
      description={t`To act is to authorize, promote, approve, close, pair and run the doctor. Everything can still be read, and every robot stopped or put back to its dry run. It holds at once.`}
      limits={held}
      disabledReason={disabledReason}
      isSaving={save.isPending}
      error={save.error}
      onSave={(limits) => save.mutate({ id, limits }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
