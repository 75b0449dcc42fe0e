import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { describeError } from "#src/api/errors.ts";
import { type RobotSchema, robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { type Session, type SessionId, sessionQueries } from "#src/api/sessions.ts";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";

import { MessagesView } from "./messages-view.tsx";

export type MessagesPanelProps = {
  sessionId: SessionId;
  /** What the cursor of the charts points at, epoch ms. */
  moment: number | null;
  /** A message was chosen: answers what else of the address changes. */
  onChoose: (at: number) => Readonly<Record<string, string | null>>;
};

/** The raw messages of a session, once it is known of which. */
export function MessagesPanel({ sessionId, ...props }: MessagesPanelProps) {
  const { data: session, error } = useQuery(sessionQueries.detail(sessionId));
  const { data: schemas } = useQuery(robotSchemaQueries.all());
  const jointNames = useMemo(() => namesOf(session, schemas), [session, schemas]);
  if (session === undefined || schemas === undefined) return error ? <ErrorNote text={describeError(error)} /> : <TableSkeleton />;
  if (session.robotId === null)
    return <EmptyState title={t`No robot, so no messages`} body={t`Messages come from a robot, and this session has none.`} />;
  return <MessagesView key={sessionId} session={session} robotId={session.robotId} jointNames={jointNames} {...props} />;
}

const namesOf = (session: Session | undefined, schemas: readonly RobotSchema[] | undefined): readonly string[] =>
  schemas?.find(({ id }) => id === session?.robotSchemaId)?.summary.actionNames ?? [];
