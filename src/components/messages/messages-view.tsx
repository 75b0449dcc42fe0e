import { t } from "@lingui/core/macro";
import { useEffect, useRef, useState } from "react";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { Session } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { saveBlob } from "#src/lib/save-blob.ts";

import { LiveBar } from "./live-bar.tsx";
import { MessageDetail } from "./message-detail.tsx";
import { MessageList } from "./message-list.tsx";
import { NoLines } from "./no-lines.tsx";
import { ReachBar } from "./reach-bar.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useAround } from "./use-around.ts";
import { useList } from "./use-list.ts";
import { useMessages } from "./use-messages.ts";

type MessagesViewProps = {
  session: Session;
  robotId: RobotId;
  jointNames: readonly string[];
  moment: number | null;
  onChoose: (at: number) => Readonly<Record<string, string | null>>;
};

/** The raw messages of a session with a robot: the list, the one that is open beside it, and what was searched. */
export function MessagesView({ session, robotId, jointNames, moment, onChoose }: MessagesViewProps) {
  const isConnected = useIsConnected();
  const { around, goTo, order } = useAround();
  // A session that ends while one looks still tells its last messages.
  const [isLive] = useState(session.status !== "closed");
  const read = useMessages({ id: session.id, order, around, isLive });
  const { messages } = read;
  const list = useList({ messages, jointNames, moment, onChoose });
  const { rows, opened, chosen } = list;
  const frame = useRef<HTMLDivElement>(null);
  const end = order === "desc" ? "older" : "newer";

  const isOpen = opened !== null;
  const wasOpen = useRef(isOpen);
  // Syncs the keyboard with what gave way: on a narrow page an open message takes the place of the list.
  useEffect(() => {
    if (wasOpen.current === isOpen) return;
    wasOpen.current = isOpen;
    const at = document.activeElement;
    if (at !== document.body && at?.checkVisibility({ visibilityProperty: true }) === true) return;
    frame.current?.querySelector<HTMLElement>(isOpen ? "[data-detail]" : "[role=listbox]")?.focus({ preventScroll: true });
  }, [isOpen]);

  // Whoever goes to a moment wants to see it, and the list stands below buttons.
  const isShown = useRef(true);
  // Syncs the scroll position of the page with the list, once it is there.
  useEffect(() => {
    if (isShown.current || read.isLoading) return;
    isShown.current = true;
    frame.current?.scrollIntoView({ block: "center" });
  });

  const step = (by: number) => {
    const at = rows.indexOf(opened ?? -1);
    const place = at < 0 ? undefined : rows[at + by];
    return place === undefined ? undefined : () => list.open(place);
  };
  const save = () => {
    const lines = rows.toSorted((a, b) => a - b).map((place) => `${JSON.stringify(messages[place])}\n`);
    saveBlob(`messages-${session.id}.jsonl`, new Blob(lines, { type: "application/jsonl" }));
  };
  const message = opened === null ? undefined : messages[opened];
  return (
    <div className="grid gap-3">
      <LiveBar
        {...{ isLive, isConnected, moment }}
        isHeld={list.isHeld}
        waiting={list.waiting}
        reachesNewest={read.newer === null}
        onFollow={() => {
          goTo(null);
          list.follow();
          frame.current?.querySelector("[role=listbox]")?.scrollTo({ top: 0 });
        }}
        onMoment={(at) => {
          list.point(at);
          goTo(at);
          isShown.current = false;
        }}
      />
      <Toolbar
        only={list.only}
        order={order}
        ignored={list.search.ignored}
        onChange={list.change}
        onSave={save}
        saveReason={rows.length === 0 ? t`No line to save.` : undefined}
      />
      {read.error ? (
        <ErrorNote
          text={describeError(read.error)}
          action={
            <Button
              size="small"
              disabledReason={isConnected ? undefined : t`No connection to the server.`}
              onClick={read.retry}
            >{t`Try again`}</Button>
          }
        />
      ) : null}
      {chosen !== null && opened === null && !read.isLoading && !read.error ? (
        <p role="status" className="text-warn">{t`The message that the address names is not among those that are stored.`}</p>
      ) : null}
      {read.isLoading && messages.length === 0 ? (
        <TableSkeleton rows={8} />
      ) : rows.length === 0 ? (
        <NoLines
          session={session}
          isLive={isLive}
          isNarrowed={list.isNarrowed}
          isEmpty={messages.length === 0}
          hasFailed={read.error !== null}
        />
      ) : (
        <div className="@container/messages">
          <div
            ref={frame}
            className={classNames("relative grid gap-3", isOpen && "@min-[60rem]/messages:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]")}
          >
            <div
              className={classNames(
                "@container",
                isOpen && "@max-[60rem]/messages:invisible @max-[60rem]/messages:absolute @max-[60rem]/messages:inset-x-0",
              )}
            >
              <MessageList
                {...{ messages, rows, opened }}
                fields={list.fields}
                active={list.active}
                pointed={list.pointed}
                onActive={list.go}
                onOpen={list.open}
                onClose={list.close}
                onNearEnd={() => {
                  // A search goes on when it is asked to, and no further: it may find nothing for a long time.
                  if (!list.isNarrowed && !read.isReading && !read.isFull && read[end] !== null && !read.error) void read.read(end, 1);
                }}
                onScroll={(isAtStart) => {
                  if (!isAtStart) list.hold();
                  else if (chosen === null && read.newer === null) list.follow();
                }}
              />
            </div>
            {message === undefined || opened === null ? null : (
              <MessageDetail
                message={message}
                before={messages[opened - 1]}
                fields={list.fields}
                onUp={step(-1)}
                onDown={step(1)}
                onClose={list.close}
              />
            )}
          </div>
        </div>
      )}
      <ReachBar
        session={session}
        robotId={robotId}
        read={read}
        found={list.isNarrowed ? rows.length + list.waiting : null}
        isConnected={isConnected}
      />
    </div>
  );
}
