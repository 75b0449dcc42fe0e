import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { rawTimes, retentionQuery } from "#src/api/retention.ts";
import { formatDateTime } from "#src/lib/time.ts";

/** Until when a robot's heartbeats are there. `silentSince`: its last one (epoch ms); `null` while it is heard. */
export function RobotRawData({ silentSince }: { silentSince: number | null }) {
  const { data: retention, error } = useQuery(retentionQuery());
  const now = useServerNow();
  if (retention === undefined) return error ? describeError(error) : "…";
  if (silentSince === null) {
    const { chartHours } = retention;
    return t`Each heartbeat for 15 minutes, means of minutes for ${chartHours} h; what is kept of a run longer`;
  }
  const { singlesGoAt, minutesGoAt } = rawTimes({ startedAt: silentSince, endedAt: silentSince }, retention);
  // Both are known of what has ended, and means of minutes never go before single heartbeats.
  const [singles, minutes] = [formatDateTime(singlesGoAt ?? silentSince), formatDateTime(minutesGoAt ?? silentSince)];
  if (singlesGoAt !== null && now < singlesGoAt) return t`Single heartbeats until ${singles}; means of minutes until ${minutes}`;
  if (minutesGoAt !== null && now < minutesGoAt) return t`Single heartbeats gone since ${singles}; means of minutes until ${minutes}`;
  return t`Single heartbeats gone since ${singles}; means of minutes gone since ${minutes}`;
}
