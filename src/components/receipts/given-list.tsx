import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Receipt } from "#src/api/receipts.ts";
import { AbsoluteTime } from "#src/components/ui/time.tsx";

import { VerdictBadge } from "./verdict-mark.tsx";

type Double = NonNullable<Receipt["double"]>;

/** What each of two reviewers said of a receipt, and a third where they disagreed. */
export function GivenList({ double: { given, resolution } }: { double: Double }) {
  const isOverruled = given.length > 0 && given.every(({ verdict }) => verdict === given[0]?.verdict);
  const said = [
    ...given.map((word) => ({ ...word, part: word.isBlind ? ("blind" as const) : ("seen" as const) })),
    ...(resolution === null ? [] : [{ ...resolution, part: isOverruled ? ("overruling" as const) : ("resolving" as const) }]),
  ];
  return (
    <ul className="grid gap-2">
      {said.map(({ by: { id, name }, at, verdict, note, part }) => (
        <li key={`${id} ${part}`} className="grid gap-0.5">
          <span className="flex flex-wrap items-baseline gap-x-2">
            {verdict === null ? <span className="text-muted">{t`A note`}</span> : <VerdictBadge verdict={verdict} />}
            <span className="break-words">{note}</span>
          </span>
          <span className="text-caption text-muted">
            <SaidBy name={name} time={<AbsoluteTime at={at} />} part={part} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function SaidBy({ name, time, part }: { name: string; time: ReactNode; part: "blind" | "seen" | "overruling" | "resolving" }) {
  switch (part) {
    case "blind":
      return (
        <Trans>
          {name}, {time}, without having seen the other's
        </Trans>
      );
    case "seen":
      return (
        <Trans>
          {name}, {time}, after having seen the other's
        </Trans>
      );
    case "overruling":
      return (
        <Trans>
          {name}, {time}, overruling both
        </Trans>
      );
    case "resolving":
      return (
        <Trans>
          {name}, {time}, resolving the disagreement
        </Trans>
      );
    default:
      return part satisfies never;
  }
}
