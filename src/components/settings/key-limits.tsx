import { t } from "@lingui/core/macro";

import { useSetKeyLimits } from "#src/api/member-limits.ts";
import type { ApiKey } from "#src/api/settings.ts";

import { LimitsDialog } from "./limits-dialog.tsx";

/** Where an API key may act. */
export function KeyLimits({
  apiKey: { id, name, limits: held },
  disabledReason,
  onClose,
}: {
  apiKey: ApiKey;
  disabledReason: string | undefined;
  onClose: () => void;
}) {
  const save = useSetKeyLimits();
  return (
    <LimitsDialog
      title={t`Where ${name} may act`}
      description={t`It holds from the key’s next call on. Where the person who made the key may not act, the key may not either. Every robot can still be stopped with it.`}
      limits={held}
      disabledReason={disabledReason}
      isSaving={save.isPending}
      error={save.error}
      onSave={(limits) => save.mutate({ id, limits }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
