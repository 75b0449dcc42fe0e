import { t } from "@lingui/core/macro";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import type { SessionId, SessionRow } from "#src/api/sessions.ts";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { reasonInWords, SessionStatusMark } from "./session-state.tsx";

type SessionTableProps = {
  sessions: readonly SessionRow[];
  /** Those chosen to be closed together. */
  chosen: ReadonlySet<SessionId>;
  /** Null where nothing can be closed: then there are no boxes. */
  onChoose: ((id: SessionId) => void) | null;
  /** Why one may not be chosen. */
  whyNot: (session: SessionRow) => string | undefined;
};

/** A session that applies actions is stopped or closed on its own, with its robot's name in front of whoever does it. */
export const mayCloseWithOthers = ({ status, mode }: SessionRow): boolean => status !== "closed" && mode !== "apply_actions";

const chooseInWords = ({ robotName }: SessionRow) =>
  robotName === null ? t`Choose the session on no robot` : t`Choose the session on ${robotName}`;

/** One that may not be chosen stays where it is, can be reached, and says why. */
function ChooseBox({
  label,
  whyNot,
  isChosen,
  onChoose,
}: {
  label: string;
  whyNot: string | undefined;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const isOff = whyNot !== undefined;
  return (
    <label className="-my-1 grid min-h-8 min-w-8 place-items-center">
      <input
        type="checkbox"
        className="size-4 aria-disabled:opacity-50"
        aria-label={label}
        title={whyNot}
        aria-disabled={isOff}
        checked={isChosen && !isOff}
        onChange={() => !isOff && onChoose()}
      />
    </label>
  );
}

/** Sessions, one a row. */
export function SessionTable({ sessions, chosen, onChoose, whyNot }: SessionTableProps) {
  return (
    <Table label={t`Sessions`}>
      <TableHead>
        {onChoose === null ? null : (
          <HeadCell className="max-md:hidden">
            <span className="sr-only">{t`Choose`}</span>
          </HeadCell>
        )}
        <HeadCell>{t`Robot`}</HeadCell>
        <HeadCell>{t`Mode`}</HeadCell>
        <HeadCell>{t`Status`}</HeadCell>
        <HeadCell className="max-md:hidden">{t`Deployment`}</HeadCell>
        <HeadCell className="max-lg:hidden">{t`Authorized by`}</HeadCell>
        <HeadCell isNumber className="max-md:hidden">{t`Created`}</HeadCell>
      </TableHead>
      <tbody>
        {sessions.map((session) => (
          <Row key={session.id} aria-selected={chosen.has(session.id)}>
            {onChoose === null ? null : (
              <Cell className="w-8 max-md:hidden">
                {mayCloseWithOthers(session) ? (
                  <ChooseBox
                    label={chooseInWords(session)}
                    whyNot={whyNot(session)}
                    isChosen={chosen.has(session.id)}
                    onChoose={() => onChoose(session.id)}
                  />
                ) : null}
              </Cell>
            )}
            <Cell>
              <Link to={paths.session(session.id)} className="font-medium hover:underline">
                {session.robotName ?? t`No robot`}
              </Link>
              {/* On a phone the age stands here: a column of its own would be cut by the edge. */}
              <span className="block text-caption text-muted md:hidden">
                <RelativeTime at={session.createdAt} now={serverNow} />
              </span>
            </Cell>
            <Cell>
              {session.status === "closed" ? (
                <span className="text-muted">{session.promotions > 0 ? t`applied` : t`dry run only`}</span>
              ) : (
                <ModeMark mode={session.mode} />
              )}
            </Cell>
            <Cell>
              <SessionStatusMark status={session.status} />
              {session.closeReason === null ? null : (
                <span className="block text-caption text-muted">{reasonInWords(session.closeReason)}</span>
              )}
            </Cell>
            <Cell className="max-md:hidden">{session.deploymentName ?? session.artifactId ?? session.baseModel}</Cell>
            <Cell className="text-muted max-lg:hidden">{session.createdBy.name}</Cell>
            <Cell isNumber className="text-muted max-md:hidden">
              <RelativeTime at={session.createdAt} now={serverNow} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
