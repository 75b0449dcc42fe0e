import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { useServerNow } from "#src/api/clock.ts";
import { retentionQuery } from "#src/api/retention.ts";
import type { Session } from "#src/api/sessions.ts";
import { rawDataInWords } from "#src/components/sessions/raw-data-words.ts";
import { EmptyState } from "#src/components/ui/empty-state.tsx";

type NoLinesProps = {
  session: Session;
  isLive: boolean;
  /** Whether only some messages are asked for, whether nothing at all is there, and whether that is only for want of an answer. */
  isNarrowed: boolean;
  isEmpty: boolean;
  hasFailed: boolean;
};

/** Why the list has no line: none came yet, none matches, or all are gone. */
export function NoLines({ session, isLive, isNarrowed, isEmpty, hasFailed }: NoLinesProps) {
  const { data: retention } = useQuery(retentionQuery());
  const now = useServerNow();
  if (hasFailed && isEmpty) return null;
  if (!isEmpty && isNarrowed)
    return <EmptyState title={t`No message matches`} body={t`Among those that were searched; below it says how many that were.`} />;
  if (isLive)
    return (
      <EmptyState
        title={t`No messages yet`}
        body={t`They begin with the robot's first heartbeat that names this session. Each stays for 15 minutes, or longer if the raw data is kept.`}
      />
    );
  const { createdAt, endedAt, samplesKeptFrom, samplesGoAt } = session;
  const run = { startedAt: createdAt, endedAt, samplesKeptFrom, samplesGoAt };
  return (
    <EmptyState
      title={t`No messages are stored`}
      body={
        <>
          {t`The robot sent none in this session, or they are gone.`} {retention === undefined ? null : rawDataInWords(run, retention, now)}
        </>
      }
    />
  );
}
