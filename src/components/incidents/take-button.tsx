import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { accountQueries } from "#src/api/account.ts";
import { useAttended, useTakeAttention } from "#src/api/attention.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import type { RobotId } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";

/** Takes what a robot needs, where an open incident of it stands. Gone once the caller attends to it. */
export function TakeButton({ robotId }: { robotId: RobotId }) {
  const { attendance } = useAttended(robotId);
  const { data: me } = useQuery(accountQueries.me());
  const take = useTakeAttention();
  const roleReason = useActReason({ robotId });
  const isConnected = useIsConnected();
  if (attendance != null && attendance.by.id === me?.user.id) return null;
  const disabledReason = !isConnected
    ? t`No connection to the server. Nothing is sent later.`
    : attendance === undefined
      ? t`Not loaded yet.`
      : roleReason;
  const args = { robotId, attendedBy: attendance?.by.id ?? null };
  const onError = (error: unknown) => addToast({ tone: "error", text: describeError(error) });
  return (
    <Button size="small" isBusy={take.isPending} disabledReason={disabledReason} onClick={() => take.mutate(args, { onError })}>
      {t`I take this`}
    </Button>
  );
}
