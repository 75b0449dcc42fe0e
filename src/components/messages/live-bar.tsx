import { plural, t } from "@lingui/core/macro";
import { ArrowUpToLine, LocateFixed } from "lucide-react";
import { useState } from "react";

import { Badge } from "#src/components/ui/badge.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { localZone } from "#src/lib/time.ts";

import { exactTime } from "./words.ts";

type LiveBarProps = {
  isLive: boolean;
  isConnected: boolean;
  isHeld: boolean;
  /** Messages that came while the list stood still. */
  waiting: number;
  /** Whether nothing that is newer is left unread. */
  reachesNewest: boolean;
  moment: number | null;
  onFollow: () => void;
  onMoment: (at: number) => void;
};

/** Whether the list follows what comes, and the ways to the newest and to the moment of the charts. */
export function LiveBar({ isLive, isConnected, isHeld, waiting, reachesNewest, moment, onFollow, onMoment }: LiveBarProps) {
  // A cursor leaves the chart with the pointer that is on its way to the button.
  const [last, setLast] = useState(moment);
  if (moment !== null && moment !== last) setLast(moment);
  const zone = localZone();
  const time = last === null ? "" : exactTime(last);
  const isFollowing = isLive && !isHeld && reachesNewest;
  return (
    <div className="flex min-h-control-small flex-wrap items-center gap-2">
      {!isLive ? null : !isConnected ? (
        <Badge tone="danger">{t`Not live`}</Badge>
      ) : isFollowing ? (
        <Badge tone="ok">{t`Live`}</Badge>
      ) : (
        <Badge tone="warn">{t`Paused`}</Badge>
      )}
      {isFollowing || (!isLive && reachesNewest) ? null : (
        <Button size="small" icon={<ArrowUpToLine aria-hidden />} onClick={onFollow}>
          {waiting === 0 ? t`To the newest` : plural(waiting, { one: "# new, show it", other: "# new, show them" })}
        </Button>
      )}
      {last === null ? null : (
        <Button size="small" icon={<LocateFixed aria-hidden />} onClick={() => onMoment(last)}>{t`Messages at ${time}`}</Button>
      )}
      <span className="ms-auto text-caption text-muted">{t`Times in ${zone}`}</span>
    </div>
  );
}
