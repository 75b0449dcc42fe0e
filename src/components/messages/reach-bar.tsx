import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";

import { type RobotId, robotQueries } from "#src/api/robots.ts";
import { type Session, sessionQueries } from "#src/api/sessions.ts";
import { Button } from "#src/components/ui/button.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

import { mostHeld } from "./held.ts";
import type { Messages } from "./use-messages.ts";
import { exactTime } from "./words.ts";

type ReachBarProps = {
  session: Session;
  robotId: RobotId;
  read: Messages;
  /** How many match; null where nothing is searched for. */
  found: number | null;
  isConnected: boolean;
};

/** Pages of one search further: about a second, and a thousand messages. */
const pagesAtOnce = 5;

/** What was read and searched of all that the robot sent, and on request more of it. */
export function ReachBar({ session, robotId, read, found, isConnected }: ReachBarProps) {
  const { data: live } = useQuery(sessionQueries.live(session.id));
  const { data: rows } = useQuery(robotQueries.statusIfAny(robotId));
  const { messages, older, newer, isReading, isFull } = read;
  const [first, last] = [messages[0], messages.at(-1)];
  const reason = !isConnected
    ? t`No connection to the server.`
    : isFull
      ? t`This page holds no more. Go to another moment of the charts and search from there.`
      : undefined;
  const more = (end: "older" | "newer", label: string) => (
    <Button
      size="small"
      icon={<Search aria-hidden />}
      isBusy={isReading}
      disabledReason={reason}
      onClick={() => void read.read(end, pagesAtOnce)}
    >
      {label}
    </Button>
  );
  const isSearch = found !== null;
  return (
    <div className="grid gap-1.5 text-caption text-muted">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {first === undefined || last === undefined ? null : (
          <p>
            {reachText({ found, held: messages.length, total: Math.max(live?.heartbeats ?? 0, messages.length) })}{" "}
            {rangeText(exactTime(first.receivedAt), exactTime(last.receivedAt))}
          </p>
        )}
        {older === null ? null : more("older", isSearch ? t`Search further back` : t`Read further back`)}
        {newer === null ? null : more("newer", isSearch ? t`Search further on` : t`Read further on`)}
      </div>
      {isFull ? <p className="text-warn">{fullText(formatNumber(mostHeld))}</p> : null}
      {older === null && newer === null && live !== undefined && live.heartbeats > messages.length ? (
        <p>
          {plural(live.heartbeats - messages.length, {
            one: "# more is not stored: it is older than the raw data reaches, or came less than 0.2 s after another.",
            other: "# more are not stored: they are older than the raw data reaches, or came less than 0.2 s after another.",
          })}
        </p>
      ) : null}
      {rows?.[0] === undefined ? null : <p>{repeatsText(formatNumber(rows[0].outOfOrder), formatNumber(rows[0].duplicates))}</p>}
    </div>
  );
}

function reachText({ found, held, total }: { found: number | null; held: number; total: number }) {
  const [some, all] = [formatNumber(held), formatNumber(total)];
  if (found === null) return t`Read ${some} of ${all} messages.`;
  const hits = formatNumber(found);
  return t`${hits} found; searched ${some} of ${all} messages.`;
}

const rangeText = (from: string, to: string) => t`From ${from} to ${to}.`;
const fullText = (most: string) => t`This page holds ${most} messages at most.`;
const repeatsText = (outOfOrder: string, duplicates: string) =>
  t`Of all that this robot ever sent, ${outOfOrder} came out of order and ${duplicates} twice: counted, and no lines here.`;
