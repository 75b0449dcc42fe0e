import { t } from "@lingui/core/macro";
import { useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { LinkMark, type Link } from "#src/components/ui/state-mark.tsx";

type DeploymentChoice = { id: string; name: string; model: string; robotSchemaId: string | null; whyNot: string | undefined };
type RobotChoice = {
  id: string;
  name: string;
  robotSchemaId: string;
  robotSchemaName: string;
  link: Link | null;
  busyWith: string | null;
  /** Why this operator may not act on it. */ whyNot: string | undefined;
};

type AuthorizeFormProps = {
  deployments: readonly DeploymentChoice[];
  robots: readonly RobotChoice[];
  preset: { deploymentId: string | null; robotId: string | null };
  isBusy: boolean;
  disabledReason: string | undefined;
  failure: string | undefined;
  onAuthorize: (choice: { deploymentId: string; robotId: string }) => void;
};

function otherSchemaInWords({ name, robotSchemaName: schema }: RobotChoice): string {
  return t`${name} has another robot schema (${schema}).`;
}

const lockedInWords = (name: string) => t`${name} (not yours to act on)`;

function choiceInWords({ name, robotSchemaName: schema, whyNot }: RobotChoice, doesFit: boolean): string {
  if (whyNot !== undefined) return lockedInWords(name);
  return doesFit ? name : t`${name} (other schema: ${schema})`;
}

function busyInWords(name: string, busyWith: string): string {
  return t`${name} is already in another open session (${busyWith}).`;
}

function waitingInWords({ name }: RobotChoice): string {
  return t`The session waits until ${name} reports. Unused, it expires.`;
}

/** Which deployment runs on which robot. Robots of another schema, and what this operator may not act on, stay in the list and say why they cannot be chosen. */
export function AuthorizeForm({ deployments, robots, preset, isBusy, disabledReason, failure, onAuthorize }: AuthorizeFormProps) {
  const [deploymentId, setDeploymentId] = useState(preset.deploymentId ?? (deployments.length === 1 ? (deployments[0]?.id ?? "") : ""));
  const [robotId, setRobotId] = useState(preset.robotId ?? "");
  const deployment = deployments.find(({ id }) => id === deploymentId);
  const fits = (robot: RobotChoice) =>
    deployment === undefined || deployment.robotSchemaId === null || deployment.robotSchemaId === robot.robotSchemaId;
  const robot = robots.find(({ id }) => id === robotId);

  const blocked =
    disabledReason ??
    deployment?.whyNot ??
    robot?.whyNot ??
    (deployment === undefined
      ? t`Choose a deployment.`
      : robot === undefined
        ? t`Choose a robot.`
        : fits(robot)
          ? undefined
          : otherSchemaInWords(robot));

  return (
    <form
      className="card grid max-w-xl gap-5 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked === undefined && !isBusy) onAuthorize({ deploymentId, robotId });
      }}
    >
      <Select label={t`Deployment`} value={deploymentId} onChange={(event) => setDeploymentId(event.target.value)}>
        <option value="">{t`Choose a deployment`}</option>
        {deployments.map(({ id, name, model, whyNot }) => (
          <option key={id} value={id} disabled={whyNot !== undefined}>
            {whyNot === undefined ? `${name} (${model})` : lockedInWords(name)}
          </option>
        ))}
      </Select>
      <Select label={t`Robot`} value={robotId} onChange={(event) => setRobotId(event.target.value)}>
        <option value="">{t`Choose a robot`}</option>
        {robots.map((each) => (
          <option key={each.id} value={each.id} disabled={!fits(each) || each.whyNot !== undefined}>
            {choiceInWords(each, fits(each))}
          </option>
        ))}
      </Select>
      {robot === undefined ? null : (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {robot.link === null ? null : <LinkMark link={robot.link} />}
          {robot.link === "offline" || robot.link === "never" ? <span className="text-muted">{waitingInWords(robot)}</span> : null}
          {robot.busyWith === null ? null : <span className="text-warn">{busyInWords(robot.name, robot.busyWith)}</span>}
        </p>
      )}
      <p className="rounded-control bg-dry-soft px-3 py-2 text-dry">{t`The session starts as a dry run: the policy runs, nothing moves. Promoting it is a later, separate act.`}</p>
      {failure === undefined ? null : <ErrorNote text={failure} />}
      <div>
        <Button type="submit" tone="primary" isBusy={isBusy} disabledReason={blocked}>{t`Authorize a dry run`}</Button>
      </div>
    </form>
  );
}
