import type { Receipt, Verdict } from "#src/api/receipts.ts";

import { AlikeDialog } from "./alike-dialog.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";

type QueueDialogsProps = {
  open: "help" | "alike";
  onClose: () => void;
  rows: readonly Receipt[];
  saved: number | null;
  disabledReason: string | undefined;
  onJudge: (verdict: Verdict, reason: string) => void;
};

/** What the review queue shows only when it is asked: fetched then. */
export const QueueDialogs = ({ open, onClose, ...alike }: QueueDialogsProps) =>
  open === "help" ? <ShortcutSheet isOpen onClose={onClose} /> : <AlikeDialog isOpen onClose={onClose} {...alike} />;
