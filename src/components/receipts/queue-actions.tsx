import { plural, t } from "@lingui/core/macro";

import type { Verdict } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";

import { verdictLabels, verdicts } from "./review-queue.ts";

/** A finger has no keys. */
const keyClass = "font-mono text-caption opacity-70 pointer-coarse:hidden";

type QueueActionsProps = {
  /** Of the receipt in hand. */
  verdict: Verdict | null;
  verdictReason: string | undefined;
  disabledReason: string | undefined;
  /** How many look like the one in hand, itself counted. */
  alikeCount: number;
  onJudge: (verdict: Verdict) => void;
  onAlike: () => void;
  onUndo: () => void;
  onKeys: () => void;
  onMove: (by: 1 | -1) => void;
};

/** What can be done with the receipt in hand. Each tells its key. */
export const QueueActions = ({
  verdict,
  verdictReason,
  disabledReason,
  alikeCount,
  onJudge,
  onAlike,
  onUndo,
  onKeys,
  onMove,
}: QueueActionsProps) => (
  <div className="flex flex-wrap gap-2">
    {verdicts.map((each, index) => (
      <Button
        key={each}
        aria-pressed={verdict === each}
        aria-keyshortcuts={String(index + 1)}
        disabledReason={verdictReason}
        tone={verdict === each ? "primary" : "neutral"}
        onClick={() => onJudge(each)}
      >
        <kbd className={keyClass}>{index + 1}</kbd> {verdictLabels[each]}
      </Button>
    ))}
    {alikeCount < 2 ? null : (
      <Button aria-keyshortcuts="a" disabledReason={disabledReason} onClick={onAlike}>
        <kbd className={keyClass}>A</kbd> {plural(alikeCount, { one: "All # alike…", other: "All # alike…" })}
      </Button>
    )}
    <Button tone="quiet" aria-keyshortcuts="u" onClick={onUndo}>
      <kbd className={keyClass}>U</kbd> {t`Undo`}
    </Button>
    <span className="flex gap-2 md:ms-auto">
      <Button
        tone="quiet"
        className="pointer-coarse:hidden"
        aria-keyshortcuts="?"
        aria-label={t({ message: "Keys", context: "of the keyboard" })}
        onClick={onKeys}
      >
        <kbd className="font-mono text-caption">?</kbd>
      </Button>
      <Button tone="quiet" aria-keyshortcuts="k" onClick={() => onMove(-1)}>
        <kbd className={keyClass}>K</kbd> {t({ message: "Previous", context: "receipt" })}
      </Button>
      <Button tone="quiet" aria-keyshortcuts="j" onClick={() => onMove(1)}>
        <kbd className={keyClass}>J</kbd> {t({ message: "Next", context: "receipt" })}
      </Button>
    </span>
  </div>
);
