import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { type Deployment, type DeploymentDraft, type DeploymentPreview as Preview, deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { serverWords } from "#src/api/server-words.ts";
import { changesOf } from "#src/components/audit/changes.ts";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { classNames } from "#src/lib/class-names.ts";

import { checkTitle, results } from "./doctor-words.ts";
import { guardNames } from "./policy-draft.ts";

type Place = Preview["alone"];

/** It is asked again every ten seconds; what is three times as old is not what is now. */
const staleAfterMs = 30_000;

type DeploymentPreviewProps = {
  /** Null while the form has problems. */
  draft: DeploymentDraft | null;
  /** What it is made from; null for nothing. */
  from: Deployment | null;
  /** Its address; null when the draft is too long for one. */
  url: string | null;
};

/** What creating the deployment would change, and what the doctor would say of it with each robot, before anything is created. */
export function DeploymentPreview({ draft, from, url }: DeploymentPreviewProps) {
  const { data, error } = useQuery(deploymentQueries.preview(draft));
  const now = useServerNow();
  return (
    <section aria-label={t`Preview`} className="grid content-start gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-heading">{t`Preview`}</h2>
        {url === null ? null : <CopyButton isLabelled text={url} label={t`Copy its link`} />}
      </div>
      {url === null ? (
        <p className="text-caption text-muted">{t`The spec is too long to stand in a link, so this preview has none.`}</p>
      ) : null}
      {draft === null ? (
        <p className="card p-4 text-muted">
          <Trans>With a name and a model, what the doctor would say stands here before anything is created.</Trans>
        </p>
      ) : error !== null ? (
        <ErrorNote text={describeError(error)} />
      ) : data === undefined ? (
        <TableSkeleton rows={4} />
      ) : (
        <>
          {from === null ? null : <Changes from={from} draft={draft} preview={data} />}
          <h3 className="font-medium">{t`What the doctor would say`}</h3>
          <ul
            aria-label={t`What the doctor would say`}
            className={classNames("card divide-y divide-line", now - data.at > staleAfterMs && "stale-value")}
          >
            {[data.alone, ...data.places].map((place) => (
              <PlaceRow key={place.robotId ?? "alone"} place={place} alone={data.alone} />
            ))}
          </ul>
          <p className="text-caption text-muted">
            <Trans>
              Looked at <RelativeTime at={data.at} now={serverNow} />. Nothing is created yet, and no worker was asked.
            </Trans>{" "}
            {data.more ? t`There are more robots of this schema than are listed.` : null}
          </p>
        </>
      )}
    </section>
  );
}

/** What differs from the deployment it is made from, and which of its guards come along. */
function Changes({ from, draft, preview }: { from: Deployment; draft: DeploymentDraft; preview: Preview }) {
  const sideOf = (
    side: Pick<Deployment, "name" | "mode"> & {
      modelId?: string | null;
      artifactId?: string | null;
      robotSchemaId?: string | null;
      runtime?: string;
    },
    spec: string,
  ) => {
    const { name, modelId, artifactId, robotSchemaId, runtime, mode } = side;
    return JSON.stringify({
      name,
      model: modelId ?? artifactId,
      "robot schema": robotSchemaId ?? undefined,
      runtime,
      mode,
      spec: JSON.parse(spec),
    });
  };
  const changes = changesOf(sideOf(from, from.spec), sideOf({ ...draft, mode: draft.mode ?? "dry_run" }, preview.spec));
  const guards = preview.raisedGuards.map((guard) => guardNames[guard] ?? guard).join(", ");
  return (
    <>
      <h3 className="font-medium">
        <Trans>What differs from {from.name}</Trans>
      </h3>
      {changes.length === 0 ? (
        <p className="card p-4 text-muted">{t`Nothing yet.`}</p>
      ) : (
        <dl aria-label={t`What differs`} className="card divide-y divide-line text-caption">
          {changes.map(({ field, before, after }) => (
            <div key={field} className="grid gap-x-3 px-4 py-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
              <dt translate="no" className="font-mono break-all text-muted">
                {field}
              </dt>
              <dd translate="no" className="font-mono break-all">
                {before === "" ? null : <del className="me-2 text-muted">{before}</del>}
                {after === "" ? <span className="text-muted">{t`removed`}</span> : <ins className="no-underline">{after}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-caption text-muted">
        {guards === ""
          ? t`Its promote policy is the usual one.`
          : t`Its promote policy guards more than usual, as that of ${from.name} does: ${guards}.`}{" "}
        {from.loweredGuards.length === 0 ? null : t`What is weaker than usual there is not taken over.`}
      </p>
    </>
  );
}

/** What holds of the deployment with any robot is told once, in its own row. */
function findingsOf(place: Place, alone: Place) {
  const told = new Set(place === alone ? [] : alone.checks.map(({ name, result, detail }) => `${name} ${result} ${detail}`));
  return place.checks.filter(
    ({ name, result, detail }) => (result === "fail" || result === "warn") && !told.has(`${name} ${result} ${detail}`),
  );
}

function PlaceRow({ place, alone }: { place: Place; alone: Place }) {
  const { robotName, passed, checks } = place;
  const findings = findingsOf(place, alone);
  const fine = checks.filter(({ result }) => result === "pass").length;
  const isOwn = place === alone || passed || findings.some(({ result }) => result === "fail");
  return (
    <li className="grid items-start gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <StateMark shape={passed ? "disc" : "cross"} tone={passed ? "ok" : "danger"}>
        {passed ? t`Ready` : t`Not ready`}
      </StateMark>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap justify-between gap-x-3">
          <span className="font-medium break-words">{robotName ?? t`The deployment alone`}</span>
          <span className="text-caption text-muted">{plural(fine, { one: "# check passes", other: "# checks pass" })}</span>
        </p>
        {isOwn ? null : <p className="text-caption text-muted">{t`For what the deployment alone lacks.`}</p>}
        {findings.map(({ name, result, detail, fix }) => (
          <p key={name} className="text-caption">
            <StateMark shape={results[result].shape} tone={results[result].tone}>
              {checkTitle(name)}
            </StateMark>{" "}
            <span className="text-muted">{serverWords(detail)}</span> {serverWords(fix)}
          </p>
        ))}
      </div>
    </li>
  );
}
