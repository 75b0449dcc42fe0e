import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { useFleetStates } from "#src/api/fleet.ts";
import { useLimitReasons } from "#src/api/limits.ts";
import { robotQueries } from "#src/api/robots.ts";
import { type AuthorizeAnswer, authorizeNow, sessionQueries } from "#src/api/sessions.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { AuthorizeForm } from "#src/components/sessions/authorize-form.tsx";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Countdown } from "#src/components/ui/time.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";
import { randomHex } from "#src/lib/random-hex.ts";

export function Component() {
  const deployments = useQuery(deploymentQueries.all());
  const robots = useQuery(robotQueries.all());
  const { data: states = [] } = useFleetStates(robots.data);
  const { data: open } = useQuery(sessionQueries.open());
  const [params] = useSearchParams();
  // One id for one visit: a second press, or an answer that got lost, gives the same session and not another one.
  const [clientSessionId] = useState(() => randomHex(16));
  const [state, setState] = useState<
    { kind: "idle" | "busy" } | { kind: "failed"; text: string } | { kind: "done"; grant: AuthorizeAnswer }
  >({ kind: "idle" });
  const isOffline = useIsOutOfReach("start");
  const roleReason = useRoleReason("operator");
  const limitReason = useLimitReasons();

  const crumbs = [{ label: t`Sessions`, to: paths.sessions() }];
  const error = deployments.error ?? robots.error;
  const isWaiting = deployments.data === undefined || robots.data === undefined;
  if (isWaiting && error) throw error; // The area's boundary says what it means and leaves the shell standing.
  const [allDeployments, allRobots] = [deployments.data ?? [], robots.data ?? []];

  if (state.kind === "done") {
    return (
      <>
        <PageHeader title={t`Session authorized`} crumbs={crumbs} />
        <div className="grid max-w-2xl gap-5">
          <p>{t`A paired robot takes the session up by itself within seconds. It starts as a dry run.`}</p>
          <div>
            <ButtonLink to={paths.session(state.grant.sessionId)} tone="primary">{t`Open the session`}</ButtonLink>
          </div>
          <details className="card p-4">
            <summary className="font-medium">{t`Grant for a robot that is started by hand`}</summary>
            <div className="grid gap-3 pt-3">
              <p className="text-muted">
                <Trans>
                  It lets the robot reach its worker for this session only. Shown this once; it ends in{" "}
                  <Countdown label={t`Grant ends in`} until={state.grant.expiresAt} now={serverNow} /> and can be renewed by the robot.
                </Trans>
              </p>
              <CodeBlock label={t`Grant`} code={state.grant.token} />
            </div>
          </details>
        </div>
      </>
    );
  }

  if (!isWaiting && (allDeployments.length === 0 || allRobots.length === 0)) {
    const isRobotMissing = allRobots.length === 0;
    return (
      <>
        <PageHeader title={t`Authorize a session`} crumbs={crumbs} />
        <EmptyState
          title={isRobotMissing ? t`No robots yet` : t`No deployments yet`}
          body={isRobotMissing ? t`A session runs on a robot. Register one first.` : t`A session runs a deployment. Create one first.`}
          action={
            <OrTryOut>
              <ButtonLink to={isRobotMissing ? paths.newRobot() : paths.newDeployment()} tone="primary">
                {isRobotMissing ? t`Register a robot` : t`New deployment`}
              </ButtonLink>
            </OrTryOut>
          }
        />
      </>
    );
  }

  const linkOf = new Map(states.map(({ robotId, link }) => [robotId, link]));
  const authorize = async (choice: { deploymentId: string; robotId: string }) => {
    const deploymentId = allDeployments.find(({ id }) => id === choice.deploymentId)?.id;
    const robotId = allRobots.find(({ id }) => id === choice.robotId)?.id;
    if (deploymentId === undefined || robotId === undefined) return;
    setState({ kind: "busy" });
    const answer = await authorizeNow({ deploymentId, robotId, clientSessionId });
    setState(
      answer.kind === "answered"
        ? { kind: "done", grant: answer.value }
        : {
            kind: "failed",
            text:
              answer.kind === "refused"
                ? describeError(answer.error)
                : `${answer.why} ${t`Press again: it will not start a second session.`}`,
          },
    );
  };

  return (
    <>
      <PageHeader {...pageHeaders["/sessions/new"]} />
      <AuthorizeForm
        // Begins anew with what there is to choose from.
        key={isWaiting ? "waiting" : "ready"}
        deployments={allDeployments.map(({ id, name, modelId, artifactId, robotSchemaId }) => ({
          id,
          name,
          model: modelId ?? artifactId ?? "",
          robotSchemaId,
          whyNot: limitReason({ deploymentId: id }),
        }))}
        robots={allRobots.map(({ id, name, robotSchemaId, robotSchemaName }) => ({
          id,
          name,
          robotSchemaId,
          robotSchemaName,
          whyNot: limitReason({ robotId: id }),
          link: linkOf.get(id) ?? null,
          busyWith: open?.page.find((session) => session.robotId === id)?.deploymentName ?? null,
        }))}
        preset={{ deploymentId: params.get("deployment"), robotId: params.get("robot") }}
        isBusy={state.kind === "busy"}
        disabledReason={
          (isWaiting ? t`The deployments and robots are on their way.` : undefined) ??
          roleReason ??
          (isOffline ? t`No connection to the server.` : undefined)
        }
        failure={state.kind === "failed" ? state.text : undefined}
        onAuthorize={(choice) => void authorize(choice)}
      />
    </>
  );
}
