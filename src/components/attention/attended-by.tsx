import { Trans } from "@lingui/react/macro";

import type { Attendance } from "#src/api/attention.ts";
import { serverNow } from "#src/api/clock.ts";
import { TimeSince } from "#src/components/ui/time.tsx";

/** Who attends to it and for how long, in one line beside its cause. */
export function AttendedBy({ attendance: { by, since } }: { attendance: { by: Pick<Attendance["by"], "name">; since: number } }) {
  const { name } = by;
  return (
    <Trans>
      {name} attends to it, for <TimeSince at={since} now={serverNow} />
    </Trans>
  );
}
