import { t } from "@lingui/core/macro";
import { useId } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useRenamePasskey } from "#src/api/passkeys.ts";
import type { OwnPasskeys } from "#src/api/settings.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { Input } from "#src/components/ui/field.tsx";

/** What its owner calls a passkey. The device keeps the name that it has there. */
export function RenamePasskey({ passkey: { id, name }, onClose }: { passkey: OwnPasskeys["passkeys"][number]; onClose: () => void }) {
  const rename = useRenamePasskey();
  const isConnected = useIsConnected();
  const form = useId();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Rename ${name}`}
      actions={
        <Button
          tone="primary"
          type="submit"
          form={form}
          isBusy={rename.isPending}
          disabledReason={isConnected ? undefined : t`No connection to the server.`}
        >{t`Save name`}</Button>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!rename.isPending)
            rename.mutate({ id, name: String(new FormData(event.currentTarget).get("name") ?? "") }, { onSuccess: onClose });
        }}
      >
        <Input
          label={t`Name`}
          name="name"
          required
          maxLength={60}
          defaultValue={name}
          autoComplete="off"
          error={rename.error === null ? undefined : describeError(rename.error)}
        />
      </form>
    </Dialog>
  );
}
