import { t } from "@lingui/core/macro";
import { ListFilter } from "lucide-react";
import { Link } from "react-router";

import { onlyThisPhrase } from "#src/api/audit-actions.ts";
import type { AuditEntry } from "#src/api/audit.ts";
import { serverNow } from "#src/api/clock.ts";
import { serverWords } from "#src/api/server-words.ts";
import { Cell, Row } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { actionInWords, whyInWords } from "./audit-search.ts";
import { ChangeList } from "./change-list.tsx";

const onlyByThis: Record<AuditEntry["actor"]["kind"], string> = {
  operator: t`only by this operator`,
  apiKey: t`only by this API key`,
  robot: t`only by this robot`,
  system: t`only by this server`,
};

/** Kinds of things that have a page of their own. */
const pages: Record<string, (id: string) => string> = {
  session: paths.session,
  sessions: paths.session,
  robot: paths.robot,
  robots: paths.robot,
  deployment: paths.deployment,
  deployments: paths.deployment,
  receipt: paths.receipt,
  receipts: paths.receipt,
  robotSchema: paths.robotSchema,
  robotSchemas: paths.robotSchema,
};

type Narrowing = {
  onTarget: (id: string) => void;
  onActor: (id: string) => void;
};

type AuditRowProps = Narrowing & { entry: AuditEntry; index: number; measure: (row: HTMLTableRowElement | null) => void };

/** One entry: a row of five cells, or on a phone all of it in one. */
export function AuditRow({ entry, index, measure, ...narrowing }: AuditRowProps) {
  const when = <RelativeTime at={entry.at} now={serverNow} />;
  return (
    <Row ref={measure} data-index={index} aria-rowindex={index + 2} className="align-baseline">
      <Cell className="whitespace-nowrap text-muted max-sm:hidden">{when}</Cell>
      <Cell className="max-sm:hidden">
        <Who entry={entry} {...narrowing} />
      </Cell>
      <Cell>
        <div className="flex items-baseline justify-between gap-3">
          <span className="font-medium">{actionInWords(entry)}</span>
          <span className="text-caption whitespace-nowrap text-muted sm:hidden">{when}</span>
        </div>
        <div className="sm:hidden">
          <div className="flex flex-wrap items-center gap-x-2">
            <Who entry={entry} {...narrowing} />
            <span aria-hidden className="text-muted">
              →
            </span>
            <On entry={entry} {...narrowing} />
          </div>
          <Why entry={entry} />
        </div>
      </Cell>
      <Cell className="max-sm:hidden">
        <On entry={entry} {...narrowing} />
      </Cell>
      <Cell className="min-w-48 max-sm:hidden">
        <Why entry={entry} />
      </Cell>
    </Row>
  );
}

type Part = Narrowing & { entry: AuditEntry };

const Who = ({ entry: { actor }, onActor }: Part) => (
  <span className="flex items-center gap-1">
    <span className="min-w-0 break-words">{actor.name}</span>
    <Narrow label={onlyByThis[actor.kind]} onPress={() => onActor(actor.id)} />
  </span>
);

function On({ entry: { targetKind, targetId, targetName }, onTarget }: Part) {
  const page = pages[targetKind];
  return (
    <span className="flex items-center gap-1">
      {page === undefined ? (
        <span className="min-w-0 break-words">{targetName}</span>
      ) : (
        <Link className="min-w-0 break-words underline-offset-2 hover:underline max-sm:underline" to={page(targetId)}>
          {targetName}
        </Link>
      )}
      <Narrow label={serverWords(onlyThisPhrase(targetKind))} onPress={() => onTarget(targetId)} />
    </span>
  );
}

const Why = ({ entry: { reason, before, after } }: { entry: AuditEntry }) => (
  <>
    {reason === null ? null : <p>{whyInWords(reason)}</p>}
    <ChangeList before={before} after={after} />
  </>
);

/** Leaves the entries by one person, or on one thing. */
const Narrow = ({ label, onPress }: { label: string; onPress: () => void }) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className="grid size-6 shrink-0 place-items-center rounded-mark text-muted hover:bg-sunken hover:text-foreground max-sm:size-9"
    onClick={onPress}
  >
    <ListFilter aria-hidden className="size-3.5" />
  </button>
);
