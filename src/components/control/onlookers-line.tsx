import { t } from "@lingui/core/macro";

import { useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import type { RobotId } from "#src/api/robots.ts";
import { useWatchers, useWatching, type Watcher } from "#src/api/watchers.ts";
import { locale } from "#src/i18n/language.ts";

import { onlookersOf } from "./onlookers.ts";

type OnlookersLineProps = {
  robotId: RobotId;
  myId: string | undefined;
  /** Who holds the robot, when it is another person. */ holderId: string | undefined;
};

/** On what the holder has this page open, whether it is before their eyes, and who else looks on. Keeps its line. */
export function OnlookersLine({ robotId, myId, holderId }: OnlookersLineProps) {
  useWatching(robotId);
  const watchers = useWatchers(robotId);
  // Without a connection nobody knows who came and went.
  const isConnected = useIsConnected();
  const { holder, others } = onlookersOf(watchers ?? [], useServerNow(), {
    ...(myId === undefined ? {} : { me: myId }),
    ...(holderId === undefined ? {} : { holder: holderId }),
  });
  const names = new Intl.ListFormat(locale()).format(others.map(named));
  return (
    <p className="min-h-8 text-caption text-muted sm:min-h-4">
      {watchers === undefined || !isConnected ? null : (
        <>
          {holderId === undefined ? null : `${holder === null ? t`They have no page of this robot open.` : placeOf(holder)} `}
          {others.length === 0 ? t`Nobody else looks on.` : t`Also looking on: ${names}.`}
        </>
      )}
    </p>
  );
}

function placeOf({ device, isInSight }: Watcher): string {
  switch (device) {
    case "phone":
      return isInSight ? t`They have it in sight on a phone.` : t`They have it open on a phone, but not in sight.`;
    case "tablet":
      return isInSight ? t`They have it in sight on a tablet.` : t`They have it open on a tablet, but not in sight.`;
    case "computer":
      return isInSight ? t`They have it in sight on a computer.` : t`They have it open on a computer, but not in sight.`;
  }
}

function named({ by: { name }, device, isInSight }: Watcher): string {
  const words = { phone: t`phone`, tablet: t`tablet`, computer: t`computer` }[device];
  return isInSight ? t`${name} (${words})` : t`${name} (${words}, not in sight)`;
}
