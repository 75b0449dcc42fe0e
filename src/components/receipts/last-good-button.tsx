import { History } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { readLastGood, type ReceiptId } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

/** One press from a receipt to its comparison with the last good one of the same deployment before it. */
export function LastGoodButton({ id, disabledReason }: { id: ReceiptId; disabledReason: string | undefined }) {
  const [isBusy, setBusy] = useState(false);
  const navigate = useNavigate();
  const go = async () => {
    setBusy(true);
    try {
      const found = await readLastGood(id);
      if (found.id !== null) return void navigate(paths.receiptCompare([found.id, id]));
      addToast({ tone: "info", text: found.looked === 0 ? "Its deployment has no earlier receipt." : `None of the ${found.looked} earlier receipts of its deployment was judged good.` });
    } catch (error) {
      addToast({ tone: "error", text: describeError(error) });
    } finally {
      setBusy(false);
    }
  };
  return <Button icon={<History aria-hidden />} isBusy={isBusy} disabledReason={disabledReason} onClick={() => void go()}>Against the last good one</Button>;
}
