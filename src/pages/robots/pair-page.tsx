import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useParams } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { type NewPairing, useCreatePairing } from "#src/api/pairing.ts";
import { useIsOutOfReach } from "#src/api/reach.ts";
import { robotQueries } from "#src/api/robots.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

import { robotIdFrom } from "./params.ts";

const lives = [
  { seconds: 600, label: t`10 minutes` },
  { seconds: 3_600, label: t`1 hour` },
  { seconds: 86_400, label: t`24 hours` },
] as const;

const PairingWatch = lazy(() => import("#src/components/pairing/pairing-watch.tsx").then((module) => ({ default: module.PairingWatch })));

export function Component() {
  const robotId = robotIdFrom(useParams());
  const { data: robot, error } = useQuery(robotQueries.detail(robotId));
  const create = useCreatePairing();
  const reason = useActReason({ robotId });
  const isOffline = useIsOutOfReach("pair");
  const [pairing, setPairing] = useState<NewPairing | null>(null);
  const [ttlSeconds, setTtlSeconds] = useState(600);

  if (robot === undefined) {
    if (error) throw error;
    return <Skeleton className="h-96" />;
  }

  const { name } = robot;
  const hostname = robot.paired?.hostname;
  const start = () => create.mutate({ robotId, ttlSeconds }, { onSuccess: setPairing });
  const offlineReason = isOffline ? t`No connection to the server. Nothing is sent later.` : undefined;
  const retiredReason = robot.retiredAt === null ? reason : t`A retired robot cannot be paired.`;

  return (
    <>
      <PageHeader
        title={t`Pair ${name}`}
        crumbs={[
          { label: t`Robots`, to: paths.robots() },
          { label: name, to: paths.robot(robotId) },
        ]}
        facts={t`Gives the robot's machine a credential of its own; no API key is copied.`}
      />
      <div className="grid max-w-3xl gap-4">
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {pairing === null ? (
          <section className="card grid gap-5 p-5">
            {robot.paired === null ? (
              <p>{t`No machine holds a credential of this robot yet.`}</p>
            ) : (
              <p className="rounded-control bg-warn-soft px-3 py-2 text-warn">
                {hostname == null ? t`Paired with a machine.` : t`Paired with ${hostname}.`}{" "}
                {t`When another machine claims the new code, the credential of this one stops working at once.`}
              </p>
            )}
            <Select
              label={t`The code works for`}
              className="max-w-xs"
              value={ttlSeconds}
              onChange={(event) => setTtlSeconds(Number(event.currentTarget.value))}
            >
              {lives.map(({ seconds, label }) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Select>
            {create.error ? <ErrorNote text={describeError(create.error)} /> : null}
            <div className="flex flex-wrap gap-2">
              <Button tone="primary" isBusy={create.isPending} disabledReason={retiredReason ?? offlineReason} onClick={start}>
                {t`Show pairing code`}
              </Button>
              {retiredReason === undefined ? (
                <ButtonLink to={paths.joinRobot({ robotId })}>{t`The machine shows a code`}</ButtonLink>
              ) : null}
              <ButtonLink to={paths.robot(robotId)} tone="quiet">
                {t`Back to ${name}`}
              </ButtonLink>
            </div>
          </section>
        ) : (
          <Suspense fallback={<Skeleton className="h-96" />}>
            <PairingWatch
              key={pairing.id}
              pairing={pairing}
              robotId={robotId}
              robotName={name}
              isRenewing={create.isPending}
              onRenew={start}
            />
          </Suspense>
        )}
        {pairing !== null && create.error ? <ErrorNote text={describeError(create.error)} /> : null}
      </div>
    </>
  );
}
