import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { useLimitReasons } from "#src/api/limits.ts";
import { type PairingRequest, pairingRequestQueries, useApprovePairingRequest, useDenyPairingRequest } from "#src/api/pairing.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { type Robot, robotQueries } from "#src/api/robots.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { Countdown, RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { PairingWords } from "./pairing-words.tsx";

type JoinRequestProps = {
  code: string;
  /** The robot that the machine shall become; from the address. */ robotId: string | null;
  onRobot: (robotId: string) => void;
};

/** The machine that shows `code`, and the answer to it. */
export function JoinRequest({ code, robotId, onRobot }: JoinRequestProps) {
  const { data: request, error } = useQuery(pairingRequestQueries.byCode(code));
  const { data: robots } = useQuery(robotQueries.all());
  if (request === undefined || robots === undefined)
    return error ? <ErrorNote text={describeError(error)} /> : <Skeleton className="h-64" />;
  if (request === null)
    return <ErrorNote text={t`No machine waits with the code ${code}. Compare it letter by letter, or let the machine ask again.`} />;
  const robot = robots.find(({ id }) => id === robotId);
  return (
    <section aria-label={t`The machine that asks`} className="card grid gap-4 p-5">
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <KeyValueList
        items={[
          { key: t`Code`, value: <span className="font-mono text-lead">{request.userCode}</span> },
          { key: t`Machine`, value: request.hostname ?? t`did not tell its name` },
          { key: t`Agent`, value: request.agentVersion ?? t`did not tell its version` },
          { key: t`Asked`, value: <RelativeTime at={request.createdAt} now={serverNow} /> },
        ]}
      />
      <Answer request={request} robots={robots} robot={robot} onRobot={onRobot} />
      {request.state === "used" && robot !== undefined ? <PairingWords robotId={robot.id} since={request.createdAt} /> : null}
    </section>
  );
}

type AnswerProps = { request: PairingRequest; robots: readonly Robot[]; robot: Robot | undefined; onRobot: (robotId: string) => void };

function Answer({ request: { userCode, hostname, expiresAt, state }, robots, robot, onRobot }: AnswerProps) {
  const approve = useApprovePairingRequest();
  const deny = useDenyPairingRequest();
  const limitReason = useLimitReasons();
  const offlineReason = useIsOutOfReach("pair") ? t`No connection to the server. Nothing is sent later.` : undefined;
  const isExpired = useServerNow() >= expiresAt;
  const error = approve.error ?? deny.error;
  const robotName = robot?.name;
  if (state !== "open" || isExpired) {
    return (
      <div className="grid gap-3">
        <p role="status">{outcome(state, isExpired, robotName)}</p>
        {robot === undefined || state === "open" || state === "denied" ? null : (
          <div>
            <ButtonLink to={paths.robot(robot.id)} tone="primary">
              {openWords(robot)}
            </ButtonLink>
          </div>
        )}
      </div>
    );
  }
  return (
    <>
      <Select label={t`This machine is`} value={robot?.id ?? ""} onChange={(event) => onRobot(event.currentTarget.value)}>
        <option value="" disabled>{t`Choose the robot`}</option>
        {robots.map(({ id, name, paired }) => (
          <option key={id} value={id}>
            {paired === null ? name : pairedWords(name, paired.hostname)}
          </option>
        ))}
      </Select>
      <p className="rounded-control bg-warn-soft px-3 py-2 text-warn">
        {t`Only if this machine is in front of you and shows this very code now: it will act as the robot.`}
        {robot?.paired == null ? null : ` ${replacedWords(robot.paired.hostname)}`}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          tone="primary"
          isBusy={approve.isPending}
          disabledReason={robot === undefined ? t`Choose the robot first.` : (limitReason({ robotId: robot.id }) ?? offlineReason)}
          onClick={() => robot !== undefined && approve.mutate({ userCode, robotId: robot.id })}
        >
          {pairWords(hostname, robotName)}
        </Button>
        <Button isBusy={deny.isPending} onClick={() => deny.mutate({ userCode })}>
          {t`Deny`}
        </Button>
        <Countdown until={expiresAt} now={serverNow} label={t`Code expires in`} className="ms-auto text-muted" />
      </div>
      {error ? <ErrorNote text={describeError(error)} /> : null}
    </>
  );
}

const openWords = ({ name }: Robot) => t`Open ${name}`;

const pairedWords = (name: string, hostname: string | null) =>
  hostname === null ? t`${name} (paired with a machine)` : t`${name} (paired with ${hostname})`;

const replacedWords = (hostname: string | null) =>
  hostname === null
    ? t`The credential of the machine that is paired now stops working at once.`
    : t`The credential of ${hostname} stops working at once.`;

function pairWords(hostname: string | null, robotName: string | undefined): string {
  if (robotName === undefined) return hostname === null ? t`Pair this machine` : t`Pair ${hostname}`;
  return hostname === null ? t`Pair this machine as ${robotName}` : t`Pair ${hostname} as ${robotName}`;
}

function outcome(state: PairingRequest["state"], isExpired: boolean, robotName: string | undefined) {
  switch (state) {
    case "approved":
      return (
        <StateMark shape="disc" tone="ok">
          {robotName === undefined
            ? t`Approved: the machine fetches its credential as the robot now`
            : t`Approved: the machine fetches its credential as ${robotName} now`}
        </StateMark>
      );
    case "used":
      return (
        <StateMark shape="disc" tone="ok">
          {robotName === undefined
            ? t`The machine has its pairing token as the robot`
            : t`The machine has its pairing token as ${robotName}`}
        </StateMark>
      );
    case "denied":
      return <StateMark shape="cross" tone="danger">{t`Denied: the machine gets nothing`}</StateMark>;
    case "open":
      return (
        <StateMark shape="square" tone="neutral">
          {isExpired ? t`This code has expired. Let the machine ask again.` : t`Waiting`}
        </StateMark>
      );
    default:
      return state satisfies never;
  }
}
