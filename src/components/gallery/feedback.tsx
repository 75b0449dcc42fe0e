import { t } from "@lingui/core/macro";
import { Bot } from "lucide-react";
import { useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Sheet } from "#src/components/ui/sheet.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { addToast } from "#src/lib/toast.ts";

import { Chapter, Row, Specimen } from "./specimen.tsx";

/** What the console says: nothing yet, on its way, wrong, done, and questions. */
export function Feedback() {
  const [open, setOpen] = useState<"dialog" | "sheet" | null>(null);
  const close = () => setOpen(null);
  return (
    <Chapter
      id="feedback"
      title={t`Feedback`}
      text={t`Said where it happened. A question names what follows; the software stop stays in reach above it.`}
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Specimen name={t`nothing yet`} isWide>
          <EmptyState
            icon={<Bot aria-hidden />}
            title={t`No robots yet`}
            body={t`Register the first one, then pair its machine by QR code.`}
            action={<Button tone="primary">{t`Register robot`}</Button>}
          />
        </Specimen>
        <Specimen name={t`on its way`} isWide>
          <TableSkeleton rows={4} />
        </Specimen>
        <Specimen name={t`wrong, with the way out`} isWide>
          <ErrorNote
            text={t`The server did not answer. What you see is from before.`}
            action={<Button size="small">{t`Try again`}</Button>}
          />
        </Specimen>
      </div>
      <Row>
        {(["ok", "info", "error"] as const).map((tone) => (
          <Button key={tone} onClick={() => addToast({ tone, text: t`A message of the kind "${tone}".` })}>
            {t`Message: ${tone}`}
          </Button>
        ))}
        <Button onClick={() => setOpen("dialog")}>{t`Question`}</Button>
        <Button onClick={() => setOpen("sheet")}>{t`Sheet`}</Button>
      </Row>
      <Dialog
        isOpen={open === "dialog"}
        onClose={close}
        title={t`Close the session?`}
        description={t`The arm stops applying actions, and the receipt is written. A closed session does not open again.`}
        actions={
          <>
            <Button onClick={close}>{t`Keep it open`}</Button>
            <Button tone="danger" onClick={close}>
              {t`Close session`}
            </Button>
          </>
        }
      />
      <Sheet isOpen={open === "sheet"} onClose={close} title={t`Detail beside the page`}>
        <p className="text-body text-muted">{t`From the right on a wide screen, from below on a phone.`}</p>
      </Sheet>
    </Chapter>
  );
}
