import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useLocation } from "react-router";

import { useServerTime } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { useObserved } from "#src/api/observed-now.ts";
import { noteWallUse, wallQueries } from "#src/api/wall.ts";
import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { FleetWall } from "#src/components/fleet/fleet-wall.tsx";
import { type WallLive, type WallRow, wallRows } from "#src/components/fleet/wall-rows.ts";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { linkAt } from "#src/lib/link.ts";

const MINUTE_MS = 60_000;

/** The fleet on a screen where nobody is signed in: who has the link may look, and nothing else. Its secret is behind the #. */
export function Component() {
  const { hash } = useLocation();
  const link = new URLSearchParams(hash.slice(1)).get("link") ?? "";
  return link === "" ? (
    <AccountFrame title={t`Fleet on a wall`} intro={t`The link is incomplete: it should end in #link= and a long code.`}>
      {null}
    </AccountFrame>
  ) : (
    <Wall key={link} link={link} />
  );
}

function Wall({ link }: { link: string }) {
  const { data, error } = useQuery(wallQueries.fleet(link));
  const hasEnded = useServerTime((now) => (data !== undefined && data.expiresAt <= now ? 1 : 0)) === 1;
  const isOpen = data !== undefined && error === null && !hasEnded;
  useEffect(() => {
    if (!isOpen) return;
    // What the server refuses, the query is refused too, and says so.
    const note = () => void noteWallUse(link).catch(() => undefined);
    note();
    const timer = setInterval(note, MINUTE_MS);
    return () => clearInterval(timer);
  }, [isOpen, link]);
  const rows = useMemo(() => wallRows(data?.robots ?? []), [data]);
  // Chosen once for all tiles: each follows when its own robot was last heard.
  const useLive = useMemo(() => liveBy(link), [link]);
  if (error !== null || hasEnded) {
    return (
      <AccountFrame
        title={t`Nothing is shown here any more`}
        intro={t`This link has ended, was revoked, or is not whole. An admin makes a new one in the settings, under API keys.`}
      >
        {error === null ? null : <p className="text-muted">{describeError(error)}</p>}
      </AccountFrame>
    );
  }
  return (
    <main className="min-h-dvh p-4">
      {data === undefined ? (
        <Skeleton className="h-96" />
      ) : (
        <FleetWall rows={rows} title={undefined} organization={data.organization} useLive={useLive} />
      )}
    </main>
  );
}

const liveBy = (link: string) =>
  function useHeard({ robot, link: written }: WallRow): WallLive {
    const { data } = useQuery(wallQueries.heard(link, robot.id));
    const shown = useObserved((now) => (data === undefined || data === null ? written : linkAt(data, now)));
    return { lastSeenAt: data?.lastSeenAt ?? null, link: shown, isOld: shown === "offline" || shown === "retired" };
  };
