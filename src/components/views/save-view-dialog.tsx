import { t } from "@lingui/core/macro";
import { type FormEvent, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";

type SaveViewDialogProps = {
  /** Why it cannot be kept here, or shared. */
  ownReason: string | undefined;
  shareReason: string | undefined;
  onClose: () => void;
  onKeep: (name: string) => void;
  onShare: (name: string) => Promise<unknown>;
};

const choices = [
  { value: "own", label: t`For me, in this browser` },
  { value: "shared", label: t`For everybody` },
] as const;

/** Asks for the name of a view, and whom it is for. */
export function SaveViewDialog({ ownReason, shareReason, onClose, onKeep, onShare }: SaveViewDialogProps) {
  const [audience, setAudience] = useState<"own" | "shared">("own");
  const [failure, setFailure] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const reason = audience === "own" ? ownReason : shareReason;
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name === "" || reason !== undefined) return;
    if (audience === "own") {
      onKeep(name);
      onClose();
      return;
    }
    setIsBusy(true);
    try {
      await onShare(name);
      onClose();
    } catch (error) {
      setFailure(describeError(error));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Save this view`}
      description={t`Filters and order, as the address has them. A view of the same name is replaced.`}
    >
      <form className="grid gap-4" onSubmit={(event) => void save(event)}>
        <Input label={t`Name of this view`} name="name" required maxLength={40} autoComplete="off" data-first-focus error={failure} />
        <Segmented label={t`Whom it is for`} value={audience} onChange={setAudience} options={choices} />
        <Button type="submit" tone="primary" isBusy={isBusy} disabledReason={reason}>
          {t`Save`}
        </Button>
      </form>
    </Dialog>
  );
}
