import { t } from "@lingui/core/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from "react";

import type { Message } from "#src/api/messages.ts";

import { MessageLine } from "./message-line.tsx";
import type { MessageField } from "./fields.ts";

type MessageListProps = {
  /** Oldest first; what a line is compared with may be none of the lines. */
  messages: readonly Message[];
  /** Places among them, in the order of the lines. */
  rows: readonly number[];
  fields: readonly MessageField[];
  /** The line the keyboard is on, and the message that is open: places among `messages`. */
  active: number | null;
  opened: number | null;
  /** What the cursor of the charts points at. */
  pointed: number | null;
  onActive: (place: number) => void;
  onOpen: (place: number) => void;
  onClose: () => void;
  onNearEnd: () => void;
  onScroll: (isAtStart: boolean) => void;
};

const steps: Record<string, number> = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1, PageDown: 10, PageUp: -10 };
const lineHeight = 34;

/** One line per message, of which only those in sight are drawn. One stop of the Tab key; J, K and the arrows move in it. */
export function MessageList(props: MessageListProps) {
  const { messages, rows, fields, active, opened, pointed, onActive, onOpen, onClose, onNearEnd, onScroll } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const keyOf = useCallback((index: number) => messages[rows[index] ?? -1]?.receivedAt ?? index, [messages, rows]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoizes here
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => lineHeight,
    getItemKey: keyOf,
    overscan: 8,
    initialRect: { width: 800, height: 440 },
  });
  const items = lines.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? -1;
  const isNearEnd = rows.length > 0 && lastSeen >= rows.length - 20;
  // Syncs with the scroll position: more is read before the end is reached.
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd, rows.length]);

  // What is put before the first line must not move what somebody reads.
  const before = useRef<{ first: number | null; isAtStart: boolean }>({ first: null, isAtStart: true });
  const first = rows[0] === undefined ? null : (messages[rows[0]]?.receivedAt ?? null);
  useLayoutEffect(() => {
    const { first: was, isAtStart } = before.current;
    before.current.first = first;
    if (was === null || was === first || isAtStart) return;
    const moved = rows.findIndex((place) => messages[place]?.receivedAt === was);
    if (moved > 0) lines.scrollToIndex(moved, { align: "start" });
  }, [first, rows, messages, lines]);

  const at = active === null ? -1 : rows.indexOf(active);
  const activeAt = active === null ? null : messages[active]?.receivedAt;
  // Lines that come do not scroll: only another active one does.
  const showActive = useEffectEvent((isOn: number | null | undefined) => {
    if (isOn != null && at >= 0) lines.scrollToIndex(at, { align: "auto" });
  });
  // Syncs with the line that the keyboard, or an address, is on.
  useEffect(() => showActive(activeAt), [activeAt]);

  const moveTo = (index: number) => {
    const place = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (place !== undefined) onActive(place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step !== undefined) moveTo(at < 0 ? 0 : at + step);
    else if (event.key === "Home") moveTo(0);
    else if (event.key === "End") moveTo(rows.length - 1);
    else if (event.key === "Enter" && active !== null) onOpen(active);
    else if (event.key === "Escape" && opened !== null) onClose();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={frame}
      role="listbox"
      aria-label={t`Messages`}
      tabIndex={0}
      data-first-focus
      aria-activedescendant={at >= 0 && items.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
      onClick={({ target }) => {
        const line = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
        const place = line === null ? undefined : rows[Number(line.dataset["index"])];
        if (place !== undefined) onOpen(place);
      }}
      onScroll={({ currentTarget }) => {
        before.current.isAtStart = currentTarget.scrollTop < 4;
        onScroll(before.current.isAtStart);
      }}
      className="card group/list h-[27.5rem] overflow-y-auto overscroll-contain outline-offset-2"
    >
      <div className="relative" style={{ height: lines.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const place = rows[index];
          const message = place === undefined ? undefined : messages[place];
          return place === undefined || message === undefined ? null : (
            <MessageLine
              key={String(key)}
              ref={lines.measureElement}
              data-index={index}
              id={`${id}-${index}`}
              message={message}
              before={messages[place - 1]}
              fields={fields}
              isActive={place === active}
              isOpened={place === opened}
              isPointed={place === pointed}
              position={index + 1}
              count={rows.length}
              style={{ transform: `translateY(${start}px)` }}
            />
          );
        })}
      </div>
    </div>
  );
}
