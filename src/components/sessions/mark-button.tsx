import { t } from "@lingui/core/macro";
import { Flag } from "lucide-react";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { markNow, type SessionId } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";

/** One press, no question: what was just seen is looked at later. The key `m` presses it on the whole page. */
export function MarkButton({ sessionId, disabledReason }: { sessionId: SessionId; disabledReason: string | undefined }) {
  const [isBusy, setIsBusy] = useState(false);
  const press = async () => {
    setIsBusy(true);
    const answer = await markNow(sessionId);
    setIsBusy(false);
    if (answer.kind === "answered")
      addToast({ tone: "ok", text: t`Marked. The moment stands in the timeline and the receipt, whose review comes first.` });
    else addToast({ tone: "error", text: answer.kind === "refused" ? describeError(answer.error) : answer.why });
  };
  return (
    <Button
      size="tall"
      icon={<Flag aria-hidden />}
      aria-keyshortcuts="m"
      title={t`Look at this moment later`}
      isBusy={isBusy}
      disabledReason={disabledReason}
      onClick={() => void press()}
    >
      {t`Mark`}
    </Button>
  );
}
