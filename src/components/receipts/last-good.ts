import { plural, t } from "@lingui/core/macro";

import { describeError } from "#src/api/errors.ts";
import { readLastGood, type ReceiptId } from "#src/api/receipts.ts";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

/** From a receipt to its comparison with the last good one of the same deployment before it; says so when there is none. */
export async function openLastGood(id: ReceiptId, go: (to: string) => void): Promise<void> {
  try {
    const found = await readLastGood(id);
    if (found.id !== null) return go(paths.receiptCompare([found.id, id]));
    const { looked } = found;
    const none = plural(looked, {
      one: "None of the # earlier receipts of its deployment was judged good.",
      other: "None of the # earlier receipts of its deployment was judged good.",
    });
    addToast({ tone: "info", text: looked === 0 ? t`Its deployment has no earlier receipt.` : none });
  } catch (error) {
    addToast({ tone: "error", text: describeError(error) });
  }
}
