import { t } from "@lingui/core/macro";
import { ChevronDown, ChevronUp, X } from "lucide-react";

import { useEffect, useEffectEvent, useRef } from "react";

import type { Message } from "#src/api/messages.ts";
import { Badge } from "#src/components/ui/badge.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatDateTime } from "#src/lib/time.ts";

import { type Change, changeOf } from "./changes.ts";
import { type MessageField, notRecorded } from "./fields.ts";
import { betweenText, differenceText, plainText, valueText } from "./words.ts";

type MessageDetailProps = {
  message: Message;
  before: Message | undefined;
  fields: readonly MessageField[];
  /** Up and down in the list; undefined where it ends. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onClose: () => void;
};

/** Everything one message said, beside what the one before it said. */
export function MessageDetail({ message, before, fields, onUp, onDown, onClose }: MessageDetailProps) {
  const { seq, receivedAt } = message;
  const time = formatDateTime(receivedAt);
  const missing = betweenText(before, message);
  const frame = useRef<HTMLElement>(null);
  // The arrows scroll its table.
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const keys: Record<string, (() => void) | undefined> = { j: onDown, J: onDown, k: onUp, K: onUp, Escape: onClose };
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]?.();
  });
  // Syncs with the keyboard, while it is in here.
  useEffect(() => {
    const part = frame.current;
    part?.addEventListener("keydown", onKey);
    return () => part?.removeEventListener("keydown", onKey);
  }, []);
  return (
    <section
      aria-label={t`Message #${seq}`}
      ref={frame}
      data-detail
      tabIndex={-1}
      className="@container card grid content-start gap-3 p-3 outline-none"
    >
      <div className="flex flex-wrap items-center gap-2">
        <div className="me-auto min-w-0">
          <h3 className="text-heading">{t`Message #${seq}`}</h3>
          <p className="text-caption text-muted">{t`received ${time}`}</p>
        </div>
        <div className="flex items-center gap-1">
          <Button
            size="small"
            tone="quiet"
            icon={<ChevronUp aria-hidden />}
            aria-label={t`The message above`}
            disabledReason={onUp === undefined ? t`It is the first line of the list.` : undefined}
            onClick={onUp}
          />
          <Button
            size="small"
            tone="quiet"
            icon={<ChevronDown aria-hidden />}
            aria-label={t`The message below`}
            disabledReason={onDown === undefined ? t`It is the last line that is read.` : undefined}
            onClick={onDown}
          />
          <CopyButton isLabelled text={JSON.stringify(message, null, 2)} label={t`Copy as JSON`} />
          <Button size="small" tone="quiet" icon={<X aria-hidden />} aria-label={t`Close the message`} onClick={onClose} />
        </div>
      </div>
      {missing === null ? null : <p className="text-caption text-warn">{missing}</p>}
      <Table label={t`Fields of the message`} className="max-h-[27.5rem] overflow-y-auto" fixed="min-w-68">
        <TableHead>
          <HeadCell className="w-30">{t`Field`}</HeadCell>
          <HeadCell>{t`Value`}</HeadCell>
          <HeadCell className="w-36 @max-[28rem]:hidden">{t`Against the one before`}</HeadCell>
          <HeadCell className="w-14">
            <span className="sr-only">{t`Copy`}</span>
          </HeadCell>
        </TableHead>
        <tbody>
          {fields.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              message={message}
              change={before === undefined ? null : changeOf(field, before, message)}
            />
          ))}
          {notRecorded.map((name) => (
            <Row key={name}>
              <Cell className="font-mono text-caption wrap-anywhere text-muted">{name}</Cell>
              <Cell className="text-stale">{t`not recorded`}</Cell>
              <Cell className="@max-[28rem]:hidden" />
              <Cell />
            </Row>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function FieldRow({ field, message, change }: { field: MessageField; message: Message; change: Change | null }) {
  const value = field.read(message);
  const { name } = field;
  const against = change === null ? <span className="text-stale">{t`not known`}</span> : <Against change={change} />;
  return (
    <Row>
      <Cell className="font-mono text-caption wrap-anywhere">{name}</Cell>
      <Cell className="wrap-anywhere">
        {value === undefined ? <span className="text-stale">{t`not sent`}</span> : valueText(field, value)}
        <span className="block @min-[28rem]:hidden">{against}</span>
      </Cell>
      <Cell className="@max-[28rem]:hidden">{against}</Cell>
      <Cell className="text-end">{value === undefined ? null : <CopyButton text={String(value)} label={t`Copy ${name}`} />}</Cell>
    </Row>
  );
}

/** What changed has a mark and words, what did not is quiet. */
function Against({ change: { field, before, after, difference } }: { change: Change }) {
  if (before === after) return <span className="text-stale">{t({ message: "the same", context: "value of a field" })}</span>;
  const was = plainText(before);
  const step = difference === null ? null : differenceText(difference);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <Badge tone="info">{t`changed`}</Badge>
      {step === null ? <span>{t`was ${was}`}</span> : <span dir="ltr">{field.kind === "time" ? t`${step} ms` : step}</span>}
    </span>
  );
}
