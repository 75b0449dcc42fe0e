import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { describeError } from "#src/api/errors.ts";
import { useRotateWebhookSecret, type Webhook } from "#src/api/notices.ts";
import { SecretOnce } from "#src/components/settings/secret-once.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

/** Asks before a webhook gets a new secret, and shows it once. */
export function RotateSecret({
  webhook,
  disabledReason,
  onClose,
}: {
  webhook: Webhook;
  disabledReason: string | undefined;
  onClose: () => void;
}) {
  const rotate = useRotateWebhookSecret();
  const { url } = webhook;
  const isInOverlap = webhook.overlapEndsAt !== null;
  if (rotate.data !== undefined) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={t`New webhook secret`}
        description={
          <Trans>
            The one before signs too until <AbsoluteTime at={rotate.data.overlapEndsAt} />.
          </Trans>
        }
      >
        <SecretOnce
          title={t`Webhook secret`}
          explanation={t`Whoever receives at ${url} checks with it that a message is ours.`}
          secret={rotate.data.secret}
          label={t`new webhook secret`}
          onDone={onClose}
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Make a new secret`}
      description={
        isInOverlap
          ? t`The secret before the present one stops at once. The present one signs beside the new one for a day.`
          : t`For a day messages carry a signature by the present secret and one by the new, so that the receiver can change over. Make a second one at once if the present secret got known.`
      }
      actions={
        <Button
          tone="primary"
          isBusy={rotate.isPending}
          disabledReason={disabledReason}
          onClick={() => rotate.mutate({ id: webhook.id })}
        >{t`Make a new secret`}</Button>
      }
    >
      {rotate.error === null ? null : <ErrorNote text={describeError(rotate.error)} />}
    </Dialog>
  );
}
