import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { pairingQueries } from "#src/api/pairing.ts";
import type { RobotId } from "#src/api/robots.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";

/** Whether a person said that the machine showed the same three words when it was paired, who and when. */
export function WordsCompared({ robotId }: { robotId: RobotId }) {
  const { data, error } = useQuery(pairingQueries.words(robotId));
  if (data === undefined || data === null) return error ? describeError(error) : "…";
  const { agreed, state } = data;
  if (agreed !== null) {
    return (
      <span className="flex flex-wrap items-center gap-x-2">
        <StateMark shape="disc" tone="ok">{t`Compared by ${agreed.by}`}</StateMark>
        <span className="text-muted">
          <RelativeTime at={agreed.at} now={serverNow} />
        </span>
      </span>
    );
  }
  return (
    <span className="grid">
      <StateMark shape="triangle" tone="warn">{t`Not compared`}</StateMark>
      <span className="text-caption text-muted">
        {state === "none"
          ? t`This machine showed no words when it was paired.`
          : t`Nobody said that the machine showed the same words. Pair it again to compare.`}
      </span>
    </span>
  );
}
