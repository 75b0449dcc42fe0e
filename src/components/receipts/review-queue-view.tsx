import { plural, t } from "@lingui/core/macro";
import { lazy, Suspense, useEffect, useMemo, useReducer, useRef, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, reviewMany, undoReviews, useReviewReceipt, type Verdict } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Textarea } from "#src/components/ui/field.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { classNames } from "#src/lib/class-names.ts";
import { addToast } from "#src/lib/toast.ts";

import { doubleInWords, ownWord, tooLateReason } from "./own-word.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { QueueActions } from "./queue-actions.tsx";
import { QueueRow } from "./queue-row.tsx";
import { neverRecorded } from "./recorded.ts";
import { ReceiptSummary } from "./receipt-summary.tsx";
import { scaleOf, stackOf } from "./review-queue.ts";
import { beginReview, type Judgement, reviewReducer } from "./review-session.ts";
import { supportInWords } from "./sampling.ts";
import { useQueueKeys } from "./use-queue-keys.ts";

const QueueDialogs = lazy(() => import("./queue-dialogs.tsx").then((module) => ({ default: module.QueueDialogs })));

type ReviewQueueViewProps = {
  rows: readonly Receipt[];
  disabledReason: string | undefined;
  /** What the rows are a sample of, when they are one. */
  population?: number | undefined;
};

/** One sitting: the queue beside the receipt in hand. Every key has a button, every button tells its key. */
export function ReviewQueueView({ rows, disabledReason, population }: ReviewQueueViewProps) {
  const [session, dispatch] = useReducer(reviewReducer, rows, (all) => {
    const judged = new Set(all.filter((row) => ownWord(row).verdict !== null).map(({ id }) => id));
    return beginReview(
      all.map(({ id }) => id),
      (id) => judged.has(id),
    );
  });
  const [opened, setOpened] = useOpened();
  /** How many of a stack were saved, while they are. */
  const [saved, setSaved] = useState<number | null>(null);
  const [snapshot] = useState(rows);
  const [scale] = useState(() => scaleOf(rows));
  const review = useReviewReceipt();
  const note = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLOListElement>(null);

  const byId = new Map(snapshot.map((row) => [row.id, row]));
  const judgementOf = (row: Receipt): Judgement => session.said[row.id] ?? ownWord(row);
  const current = byId.get(session.queue[session.index] ?? snapshot[0]?.id ?? ("" as Receipt["id"])); // an empty id finds nothing
  const done = snapshot.filter((row) => judgementOf(row).verdict !== null).length;

  const save = (row: Receipt, after: Judgement, advance: boolean) => {
    const reason = disabledReason ?? tooLateReason(row);
    if (reason !== undefined) return addToast({ tone: "info", text: reason });
    const before = judgementOf(row);
    dispatch({ kind: "judge", id: row.id, before, after, advance });
    review.mutate({ id: row.id, ...after }, { onError: () => dispatch({ kind: "failed", id: row.id, before }) });
  };
  const judge = (verdict: Verdict) => {
    if (current !== undefined) save(current, { ...judgementOf(current), verdict }, true);
  };
  const undo = () => {
    const last = session.history.at(-1);
    if (last === undefined) return addToast({ tone: "info", text: t`Nothing to take back in this sitting.` });
    dispatch({ kind: "undo" });
    void tell(
      undoReviews(
        last.map(({ id }) => id),
        (count) => setSaved(last.length > 1 ? count : null),
      ),
      t`Not everything was taken back.`,
    );
  };
  /** Waits for many answers; what the server refuses is told once, with the first reason. */
  const tell = async (answer: ReturnType<typeof reviewMany>, otherwise: string) => {
    const failed = await answer;
    setSaved(null);
    const [first] = failed;
    const count = failed.length;
    if (first !== undefined)
      addToast({
        tone: "error",
        text: `${otherwise} ${plural(count, { one: "# failed.", other: "# failed." })} ${describeError(first.error)}`,
      });
    return failed;
  };

  const stacks = useMemo(() => new Map(snapshot.map((row) => [row.id, stackOf(row, scale)])), [snapshot, scale]);
  const alikeTo = (one: Receipt | undefined) =>
    one === undefined
      ? []
      : snapshot.filter(
          (row) => stacks.get(row.id) === stacks.get(one.id) && judgementOf(row).verdict === null && tooLateReason(row) === undefined,
        );
  const alike = alikeTo(current);
  // A link may ask about another receipt than the one in hand.
  const asked = snapshot.find(({ id }) => opened === `alike:${id}`);
  const askedAlike = alikeTo(asked);
  const open = opened === "queue-keys" ? "help" : askedAlike.length > 1 || (asked !== undefined && saved !== null) ? "alike" : null;
  const judgeAlike = async (verdict: Verdict, reason: string) => {
    const judged = askedAlike.map((row) => ({ id: row.id, before: judgementOf(row), after: { verdict, note: reason } }));
    const isLeft = (row: Receipt) => judgementOf(row).verdict === null && !askedAlike.includes(row);
    const next = snapshot.slice(session.index).find(isLeft) ?? snapshot.find(isLeft);
    setSaved(0);
    dispatch({ kind: "judgeMany", judged, next: next?.id });
    const failed = await tell(
      reviewMany(
        judged.map(({ id, after }) => ({ id, ...after })),
        setSaved,
      ),
      t`Not all verdicts were saved.`,
    );
    for (const { id } of failed) {
      const entry = judged.find((each) => each.id === id);
      if (entry !== undefined) dispatch({ kind: "failed", id, before: entry.before });
    }
    setOpened(null);
  };
  const askAlike = () => {
    if (disabledReason !== undefined) return addToast({ tone: "info", text: disabledReason });
    if (alike.length < 2) return addToast({ tone: "info", text: t`No other receipt of this sitting looks like this one.` });
    if (current !== undefined) setOpened(`alike:${current.id}`);
  };

  useQueueKeys(open === null, (command) => {
    if (command.kind === "move") dispatch(command);
    else if (command.kind === "verdict") judge(command.verdict);
    else if (command.kind === "note") note.current?.focus();
    else if (command.kind === "undo") undo();
    else if (command.kind === "alike") askAlike();
    else setOpened("queue-keys");
  });

  // Syncs with the scroll position of the list: the receipt in hand stays in view.
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [session.index]);

  if (current === undefined) return null;
  const judgement = judgementOf(current);
  const { sequence } = current;
  const total = snapshot.length;
  return (
    <div className="grid gap-4 lg:grid-cols-[16rem_minmax(0,1fr)] xl:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid content-start gap-2">
        <p role="status" className="tabular">{t`${done} of ${total} reviewed`}</p>
        {population === undefined ? null : (
          <p className="text-caption text-muted">
            {supportInWords({ population, sample: done, found: snapshot.filter((row) => judgementOf(row).verdict === "bad").length })}
          </p>
        )}
        <ProgressBar label={t`Reviewed`} max={snapshot.length} value={done} className="w-full" />
        <ol ref={list} aria-label={t`Queue`} className="card max-h-56 divide-y divide-line overflow-y-auto lg:max-h-[60dvh]">
          {session.queue.map((id, index) => {
            const row = byId.get(id);
            if (row === undefined) return null;
            const isInHand = index === session.index;
            return (
              <QueueRow
                key={id}
                row={row}
                verdict={judgementOf(row).verdict}
                scale={scale}
                isInHand={isInHand}
                onTake={() => dispatch({ kind: "go", index })}
              />
            );
          })}
        </ol>
        <InNoReceipt className="max-lg:hidden" />
      </div>
      <section aria-label={t`Receipt ${sequence}`} className="grid content-start gap-4">
        <QueueActions
          verdict={judgement.verdict}
          verdictReason={disabledReason ?? tooLateReason(current)}
          disabledReason={disabledReason}
          alikeCount={alike.length}
          onJudge={judge}
          onAlike={askAlike}
          onUndo={undo}
          onKeys={() => setOpened("queue-keys")}
          onMove={(by) => dispatch({ kind: "move", by })}
        />
        {doubleInWords(current) === null ? null : <p className="text-caption text-muted">{doubleInWords(current)}</p>}
        <form
          key={`${current.id}-${judgement.note}`}
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            save(current, { ...judgement, note: note.current?.value.trim() ?? "" }, false);
            note.current?.blur();
          }}
        >
          <Textarea
            ref={note}
            label={t`Note`}
            hint={<span className="pointer-coarse:hidden">{t`Press N to write, Ctrl+Enter to save, Escape to leave.`}</span>}
            className="min-w-0 flex-1"
            rows={1}
            maxLength={2000}
            defaultValue={judgement.note}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
          />
          <Button type="submit" disabledReason={disabledReason}>{t`Save note`}</Button>
        </form>
        <ReceiptSummary row={current} isInSitting />
        <InNoReceipt className="lg:hidden" />
        {open === null ? null : (
          <Suspense fallback={null}>
            <QueueDialogs
              open={open}
              onClose={() => setOpened(null)}
              rows={askedAlike}
              saved={saved}
              disabledReason={disabledReason}
              onJudge={(verdict, reason) => void judgeAlike(verdict, reason)}
            />
          </Suspense>
        )}
      </section>
    </div>
  );
}

/** Said once, not below every receipt. */
const InNoReceipt = ({ className }: { className: string }) => (
  <p className={classNames("text-caption text-muted", className)}>
    <span className="font-medium">{t`In no receipt:`}</span> {neverRecorded}
  </p>
);
