import { useEffect, useReducer, useRef, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, useReviewReceipt, type Verdict } from "#src/api/receipts.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Textarea } from "#src/components/ui/field.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { addToast } from "#src/lib/toast.ts";

import { ReceiptSummary } from "./receipt-summary.tsx";
import { commandFor, oddities, scaleOf, verdictLabels, verdicts } from "./review-queue.ts";
import { beginReview, type Judgement, reviewReducer } from "./review-session.ts";
import { VerdictMark } from "./verdict-mark.tsx";

const isTypingIn = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

type ReviewQueueViewProps = { rows: readonly Receipt[]; disabledReason: string | undefined };

/** One sitting: the queue beside the receipt in hand. Every key has a button, every button tells its key. */
export function ReviewQueueView({ rows, disabledReason }: ReviewQueueViewProps) {
  const [session, dispatch] = useReducer(reviewReducer, rows, (all) => beginReview(all.map(({ id }) => id)));
  const [snapshot] = useState(rows);
  const [scale] = useState(() => scaleOf(rows));
  const review = useReviewReceipt();
  const note = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLOListElement>(null);

  const byId = new Map(snapshot.map((row) => [row.id, row]));
  const judgementOf = (row: Receipt): Judgement => session.said[row.id] ?? { verdict: row.review?.verdict ?? null, note: row.review?.note ?? "" };
  const current = byId.get(session.queue[session.index] ?? snapshot[0]?.id ?? ("" as Receipt["id"])); // an empty id finds nothing
  const done = snapshot.filter((row) => judgementOf(row).verdict !== null).length;

  const save = (row: Receipt, after: Judgement, advance: boolean) => {
    if (disabledReason !== undefined) return addToast({ tone: "info", text: disabledReason });
    const before = judgementOf(row);
    dispatch({ kind: "judge", id: row.id, before, after, advance });
    review.mutate({ id: row.id, ...after }, { onError: () => dispatch({ kind: "failed", id: row.id, before }) });
  };
  const judge = (verdict: Verdict) => {
    if (current !== undefined) save(current, { ...judgementOf(current), verdict }, true);
  };
  const undo = () => {
    const last = session.history.at(-1);
    if (last === undefined) return addToast({ tone: "info", text: "Nothing to take back in this sitting." });
    dispatch({ kind: "undo" });
    review.mutate({ id: last.id, ...last.before }, { onError: (error) => addToast({ tone: "error", text: `The undo was not saved. ${describeError(error)}` }) });
  };

  // Syncs with the keyboard of the whole page; without dependencies, because every key means the receipt now in hand.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandFor({ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, repeat: event.repeat, isTyping: isTypingIn(event.target) });
      if (command === null) return;
      event.preventDefault();
      if (command.kind === "move") dispatch(command);
      else if (command.kind === "verdict") judge(command.verdict);
      else if (command.kind === "note") note.current?.focus();
      else if (command.kind === "undo") undo();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  // Syncs with the scroll position of the list: the receipt in hand stays in view.
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [session.index]);

  if (current === undefined) return null;
  const judgement = judgementOf(current);
  return (
    <div className="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid content-start gap-2">
        <p role="status" className="tabular">{done} of {snapshot.length} reviewed</p>
        <progress aria-label="Reviewed" max={snapshot.length} value={done} className="h-2 w-full" />
        <ol ref={list} aria-label="Queue" className="card max-h-56 divide-y divide-line overflow-y-auto lg:max-h-[60dvh]">
          {session.queue.map((id, index) => {
            const row = byId.get(id);
            if (row === undefined) return null;
            const said = judgementOf(row);
            return (
              <li key={id}>
                <button
                  type="button"
                  aria-current={index === session.index}
                  className={classNames("flex min-h-row w-full items-center justify-between gap-2 px-3 py-1 text-left -outline-offset-2", index === session.index ? "bg-info-soft" : "hover:bg-sunken")}
                  onClick={() => dispatch({ kind: "go", index })}
                >
                  <span className="grid min-w-0">
                    <span className="truncate font-medium tabular">#{row.sequence} {row.robotName ?? "no robot"}</span>
                    <span className="truncate text-caption text-warn">{oddities(row, scale).reasons.join(", ")}</span>
                  </span>
                  {said.verdict === null ? null : <VerdictMark review={{ verdict: said.verdict, note: said.note, reviewedAt: 0, reviewedBy: { kind: "operator", id: "", name: "" } }} />}
                </button>
              </li>
            );
          })}
        </ol>
      </div>
      <section aria-label={`Receipt ${current.sequence}`} className="grid content-start gap-4">
        <div className="flex flex-wrap gap-2">
          {verdicts.map((verdict, index) => (
            <Button
              key={verdict}
              aria-pressed={judgement.verdict === verdict}
              aria-keyshortcuts={String(index + 1)}
              disabledReason={disabledReason}
              tone={judgement.verdict === verdict ? "primary" : "neutral"}
              onClick={() => judge(verdict)}
            >
              <kbd className="font-mono text-caption opacity-70">{index + 1}</kbd> {verdictLabels[verdict]}
            </Button>
          ))}
          <Button tone="quiet" aria-keyshortcuts="u" onClick={undo}><kbd className="font-mono text-caption opacity-70">U</kbd> Undo</Button>
          <span className="flex gap-2 md:ml-auto">
            <Button tone="quiet" aria-keyshortcuts="k" onClick={() => dispatch({ kind: "move", by: -1 })}><kbd className="font-mono text-caption opacity-70">K</kbd> Previous</Button>
            <Button tone="quiet" aria-keyshortcuts="j" onClick={() => dispatch({ kind: "move", by: 1 })}><kbd className="font-mono text-caption opacity-70">J</kbd> Next</Button>
          </span>
        </div>
        <form
          key={`${current.id}-${judgement.note}`}
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            save(current, { ...judgement, note: note.current?.value.trim() ?? "" }, false);
            note.current?.blur();
          }}
        >
          <Textarea
            ref={note}
            label="Note"
            hint="Press N to write, Ctrl+Enter to save, Escape to leave."
            rows={2}
            maxLength={2000}
            defaultValue={judgement.note}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
          />
          <div><Button type="submit" size="small" disabledReason={disabledReason}>Save note</Button></div>
        </form>
        <ReceiptSummary row={current} />
      </section>
    </div>
  );
}
