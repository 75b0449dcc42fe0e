import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";
import { robotSchemaQueries, type RobotSchemaId } from "#src/api/robot-schemas.ts";
import { useRegisterRobot } from "#src/api/robots.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

export function Component() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { data: schemas, error } = useQuery(robotSchemaQueries.all());
  const register = useRegisterRobot();
  const reason = useRoleReason("operator");
  const [wrong, setWrong] = useState<{ name?: string; stop?: string }>({});

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (key: string) => String(form.get(key) ?? "").trim();
    const next: typeof wrong = {};
    if (text("name") === "") next.name = t`Give the robot the name that stands on it.`;
    if (text("emergencyStopLocation") === "") next.stop = t`Say where it is: this text is shown when a software stop is not confirmed.`;
    setWrong(next);
    if (Object.keys(next).length > 0) return;
    register.mutate(
      {
        name: text("name"),
        robotSchemaId: text("robotSchemaId") as RobotSchemaId, // from the options below, which are ids
        emergencyStopLocation: text("emergencyStopLocation"),
        ...(text("robotKind") === "" ? {} : { robotKind: text("robotKind") }),
        ...(text("calibrationId") === "" ? {} : { calibrationId: text("calibrationId") }),
      },
      { onSuccess: ({ id }) => void navigate(paths.pairRobot(id)) },
    );
  };

  return (
    <>
      <PageHeader {...pageHeaders["/robots/new"]} />
      {schemas === undefined && error ? (
        <ErrorNote text={describeError(error)} />
      ) : schemas?.length === 0 ? (
        <EmptyState
          title={t`No robot schemas yet`}
          body={t`A robot is one physical unit of a schema. Register the schema first.`}
          action={
            <OrTryOut>
              <ButtonLink to={paths.newRobotSchema()} tone="primary">
                {t`Register a robot schema`}
              </ButtonLink>
            </OrTryOut>
          }
        />
      ) : (
        <form noValidate className="card grid max-w-xl gap-5 p-5" onSubmit={submit}>
          <Input label={t`Name`} name="name" hint={t`As it stands on the machine, for example arm-3.`} error={wrong.name} />
          {/* Another one when the schemas are there: what was preset is chosen among what there is. */}
          <Select
            key={schemas === undefined ? "waiting" : "ready"}
            label={t`Robot schema`}
            name="robotSchemaId"
            defaultValue={search.get("schema") ?? undefined}
            hint={t`The shape of its actions and observations. A robot keeps its version.`}
          >
            {schemas?.map(({ id, name, version, summary }) => (
              <option key={id} value={id}>
                {summary.safeStop === null ? t`${name} v${version} (no safe stop: dry run only)` : `${name} v${version}`}
              </option>
            ))}
          </Select>
          <Input
            label={t`Where its hardware emergency stop is`}
            name="emergencyStopLocation"
            hint={t`Shown when a software stop is not confirmed, for example: red button, left of bench A.`}
            error={wrong.stop}
          />
          <Input label={t`Kind (optional)`} name="robotKind" hint={t`Maker and model.`} />
          <Input label={t`Calibration id (optional)`} name="calibrationId" />
          {register.error ? <ErrorNote text={describeError(register.error)} /> : null}
          <div className="flex gap-2">
            <Button
              type="submit"
              tone="primary"
              isBusy={register.isPending}
              disabledReason={reason ?? (schemas === undefined ? t`The robot schemas are on their way.` : undefined)}
            >
              {t`Register robot`}
            </Button>
            <ButtonLink to={paths.robots()} tone="quiet">
              {t`Cancel`}
            </ButtonLink>
          </div>
        </form>
      )}
    </>
  );
}
