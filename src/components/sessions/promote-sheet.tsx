import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { useServerNow } from "#src/api/clock.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { serverWords } from "#src/api/server-words.ts";
import { promoteNow, type Session, sessionQueries } from "#src/api/sessions.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Sheet } from "#src/components/ui/sheet.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";

import { ApprovalPanel } from "./approval-panel.tsx";
import { FixAction } from "./fix-action.tsx";
import { jointsOf } from "./joints.ts";
import { budgetsWithin, mostActions, PromoteBounds } from "./promote-bounds.tsx";
import { PromotePanel, type PromotePhase } from "./promote-panel.tsx";
import { SinceLastGood } from "./since-last-good.tsx";

// Asked for by few policies, and of no use without a network.
const PresencePanel = lazy(() => import("./presence-panel.tsx").then((module) => ({ default: module.PresencePanel })));

const PromotePictures = lazy(() =>
  import("#src/components/cameras/promote-pictures.tsx").then((module) => ({ default: module.PromotePictures })),
);
const PromotePose = lazy(() => import("#src/components/pose/promote-pose.tsx").then((module) => ({ default: module.PromotePose })));

/** Ten minutes: long enough to see a task through, short enough that a forgotten robot stands still before lunch. */
const DEFAULT_BUDGET_MS = 10 * 60_000;

/** How often the conditions that age (heartbeat, doctor) are judged again. A change of the data is pushed at once. */
const READINESS_EVERY_MS = 5_000;

function refusalInWords(reason: string): string {
  if (reason === "not_ready") return t`The server refused: not ready.`;
  if (reason === "stale_intent") return t`The server refused: stale intent.`;
  const why = reason.replaceAll("_", " ");
  return t`The server refused: ${why}.`;
}

type PromoteSheetProps = { session: Session; isOpen: boolean; onClose: () => void };

/** The way from a dry run to a moving arm. Nothing is assumed: the page's frame changes only when the server says so. */
export function PromoteSheet({ session, isOpen, onClose }: PromoteSheetProps) {
  const { robotName } = session;
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title={robotName === null ? t`Promote on this robot` : t`Promote on ${robotName}`}>
      {isOpen ? <PromoteBody session={session} onPromoted={onClose} /> : null}
    </Sheet>
  );
}

function PromoteBody({ session, onPromoted }: { session: Session; onPromoted: () => void }) {
  const now = useServerNow();
  const isConnected = !useIsOutOfReach("promote");
  const roleReason = useActReason(session);
  const [askedAt, setAskedAt] = useState(now);
  const readiness = useQuery(sessionQueries.readiness(session.id, askedAt));
  // The next question waits for the answer to this one: on a slow server, questions that replace each other get none.
  const isAnswered = readiness.error !== null || (readiness.data !== undefined && !readiness.isPlaceholderData);
  if (isAnswered && now - askedAt >= READINESS_EVERY_MS) setAskedAt(now);
  const schema = useQuery({ ...robotSchemaQueries.all(), select: (all) => all.find(({ id }) => id === session.robotSchemaId) });
  const policy = useQuery(deploymentQueries.detailIfChosen(session.deploymentId)).data?.policy;
  const [chosenBudget, setBudgetMs] = useState<number | null>(null);
  const budgetMs = chosenBudget ?? (policy === undefined ? DEFAULT_BUDGET_MS : policy.defaultBudgetSeconds * 1_000);
  const [chosenActions, setActions] = useState<number | null>(null);
  const [phase, setPhase] = useState<PromotePhase>({ kind: "idle" });

  if (readiness.data === undefined) {
    return readiness.error ? (
      <ErrorNote text={describeError(readiness.error)} />
    ) : (
      <output aria-label={t`Checking readiness`}>
        <TableSkeleton rows={6} />
      </output>
    );
  }

  const { trial, approvedActions } = readiness.data;
  const most = mostActions(trial, approvedActions);
  // What is asked for first, or approved, is chosen, unless less is.
  const actions = most === null ? chosenActions : Math.min(chosenActions ?? most, most);
  const blockedBecause = isConnected
    ? roleReason
    : t`No connection to the server: nothing can be promoted. A press now does nothing, also not later.`;
  const promote = async () => {
    // A hold that ends just after the connection was lost must end in nothing, not in a request that waits.
    if (!isConnected || phase.kind === "asking" || phase.kind === "promoting") return;
    const answer = await promoteNow(session.id, { budgetMs, actions }, (kind) => setPhase({ kind }));
    if (answer.kind === "unknown") return setPhase({ kind: "unknown", why: answer.why });
    if (answer.kind === "refused") return setPhase({ kind: "refused", message: describeError(answer.error) });
    if (answer.value.ok) {
      setPhase({ kind: "idle" });
      return onPromoted();
    }
    const unmet = answer.value.unmet.map(({ message, fix }) => `${serverWords(message)} ${serverWords(fix)}`).join(" ");
    setPhase({ kind: "refused", message: `${refusalInWords(answer.value.reason)} ${unmet}` });
  };

  return (
    <div className="grid gap-3">
      {readiness.data.unmet.some(({ code }) => code === "approval_missing") ? <ApprovalPanel session={session} actions={actions} /> : null}
      {policy?.requiresPresence === true ? (
        <Suspense fallback={<Skeleton className="h-32" />}>
          <PresencePanel session={session} isLive={isConnected} disabledReason={blockedBecause} />
        </Suspense>
      ) : null}
      {readiness.error ? <ErrorNote text={describeError(readiness.error)} /> : null}
      <PromotePanel
        robotName={session.robotName ?? t`No robot`}
        stopLocation={session.emergencyStopLocation}
        model={`${session.deploymentName ?? session.artifactId ?? t`no deployment`} (${session.baseModel})`}
        joints={jointsOf(schema.data?.summary)}
        evidence={readiness.data.evidence}
        pose={
          session.robotId === null || session.robotSchemaId === null ? null : (
            <Suspense fallback={<Skeleton className="h-72" />}>
              <PromotePose
                robotId={session.robotId}
                robotSchemaId={session.robotSchemaId}
                firstMove={readiness.data.evidence.firstMove ?? null}
                isLive={isConnected}
              />
              <PromotePictures robotId={session.robotId} robotName={session.robotName} />
            </Suspense>
          )
        }
        sinceLastGood={session.robotId === null ? null : <SinceLastGood sessionId={session.id} now={now} />}
        maxFirstMove={policy?.maxFirstMove}
        unmet={readiness.data.unmet}
        actionFor={(code) => <FixAction code={code} session={session} />}
        actions={actions}
        bounds={
          <PromoteBounds
            budgetMs={budgetMs}
            budgets={budgetsWithin(policy)}
            actions={actions}
            trial={trial}
            approved={approvedActions}
            actionsPerSecond={schema.data?.summary.controlHz ?? null}
            onBudget={setBudgetMs}
            onActions={setActions}
          />
        }
        now={now}
        phase={phase}
        isLive={isConnected}
        blockedBecause={blockedBecause}
        onPromote={() => void promote()}
      />
    </div>
  );
}
