import { t } from "@lingui/core/macro";
import { ChevronRight } from "lucide-react";
import type { ComponentProps } from "react";

import type { Message } from "#src/api/messages.ts";
import { HealthMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatDateTime } from "#src/lib/time.ts";

import { changesOf } from "./changes.ts";
import type { MessageField } from "./fields.ts";
import { betweenText, changeText, exactTime } from "./words.ts";

type MessageLineProps = Pick<ComponentProps<"div">, "ref" | "id" | "style"> & {
  "data-index": number;
  message: Message;
  before: Message | undefined;
  fields: readonly MessageField[];
  isActive: boolean;
  isOpened: boolean;
  isPointed: boolean;
  position: number;
  count: number;
};

/** More are in the message itself. */
const mostChanges = 6;

function State({ state }: { state: string }) {
  if (state === "") return <span className="text-stale">{t`no state`}</span>;
  if (state === "warning" || state === "fault" || state === "safe_stop") return <HealthMark health={state} />;
  return <span className="truncate">{state}</span>;
}

/** Time, number, mode, state, and what it says that the one before did not. */
export function MessageLine({ message, before, fields, isActive, isOpened, isPointed, position, count, ...props }: MessageLineProps) {
  const changes = changesOf(before, message, fields);
  const missing = betweenText(before, message);
  const more = changes.length - mostChanges;
  const said = [...changes.slice(0, mostChanges).map(changeText), ...(more > 0 ? [t`and ${more} more`] : [])].join("; ");
  return (
    <div
      {...props}
      role="option"
      tabIndex={-1}
      aria-selected={isOpened}
      aria-posinset={position}
      aria-setsize={count}
      className={classNames(
        "absolute inset-x-0 top-0 flex min-h-row cursor-pointer flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 text-body tabular hover:bg-sunken/60 @min-[44rem]:flex-nowrap",
        "aria-selected:border-s-4 aria-selected:border-s-info aria-selected:bg-info-soft aria-selected:ps-2",
        isActive && "group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2 group-focus-visible/list:outline-focus",
      )}
    >
      <span className="inline-flex w-27 shrink-0 items-center gap-1 whitespace-nowrap" title={formatDateTime(message.receivedAt)} dir="ltr">
        {isPointed ? <ChevronRight aria-label={t`at the cursor of the charts`} className="-ms-2 size-3 shrink-0 text-info" /> : null}
        {exactTime(message.receivedAt)}
      </span>
      <span className="min-w-16 shrink-0 text-end whitespace-nowrap text-muted @max-[44rem]:grow" dir="ltr">
        #{message.seq}
      </span>
      <span className="w-26 shrink-0">
        <ModeMark mode={message.mode} />
      </span>
      <span className="flex w-24 min-w-0 shrink-0">
        <State state={message.state} />
      </span>
      <span className="min-w-0 basis-full truncate text-muted @min-[44rem]:basis-0 @min-[44rem]:grow">
        {missing === null ? null : <span className="me-2 text-warn">{missing}</span>}
        {before === undefined ? t`the first that is read` : said === "" ? t`nothing changed` : said}
      </span>
    </div>
  );
}
