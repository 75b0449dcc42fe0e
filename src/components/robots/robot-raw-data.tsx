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
  if (silentSince === null) return `Each heartbeat for 15 minutes, means of minutes for ${retention.chartHours} h; what is kept of a run longer`;
  const { singlesGoAt, minutesGoAt } = rawTimes({ startedAt: silentSince, endedAt: silentSince }, retention);
  const until = (at: number | null) => (at === null ? "" : `${now < at ? "until" : "gone since"} ${formatDateTime(at)}`);
  return `Single heartbeats ${until(singlesGoAt)}; means of minutes ${until(minutesGoAt)}`;
}
