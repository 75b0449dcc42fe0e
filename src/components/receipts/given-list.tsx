import { t } from "@lingui/core/macro";
import type { Receipt } from "#src/api/receipts.ts";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

import { VerdictBadge } from "./verdict-mark.tsx";

type Double = NonNullable<Receipt["double"]>;

/** What each of two reviewers said of a receipt, and a third where they disagreed. */
export function GivenList({ double: { given, resolution } }: { double: Double }) {
  const isOverruled = given.length > 0 && given.every(({ verdict }) => verdict === given[0]?.verdict);
  const said = [
    ...given.map((word) => ({ ...word, part: word.isBlind ? "without having seen the other's" : "after having seen the other's" })),
    ...(resolution === null ? [] : [{ ...resolution, part: isOverruled ? "overruling both" : "resolving the disagreement" }]),
  ];
  return (
    <ul className="grid gap-2">
      {said.map(({ by, at, verdict, note, part }) => (
        <li key={`${by.id} ${part}`} className="grid gap-0.5">
          <span className="flex flex-wrap items-baseline gap-x-2">{verdict === null ? <span className="text-muted">{t`A note`}</span> : <VerdictBadge verdict={verdict} />}<span className="break-words">{note}</span></span>
          <span className="text-caption text-muted">{by.name}, <AbsoluteTime at={at} />, {part}</span>
        </li>
      ))}
    </ul>
  );
}
