import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type InferenceEndpoint, settingsQueries, useCheckEndpoint, useRegisterEndpoint, useRemoveEndpoint } from "#src/api/settings.ts";
import { serverWords } from "#src/api/server-words.ts";
import { ConfirmDialog } from "#src/components/settings/confirm-dialog.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { useOpenedOf } from "#src/components/ui/use-opened.ts";

const none: readonly InferenceEndpoint[] = [];
const idOfEndpoint = ({ baseModel }: InferenceEndpoint) => t`Copy the id of the endpoint of ${baseModel}`;

/** Workers that run base models for sessions whose runtime is not the robot's own machine. */
export function Component() {
  const { data, error } = useQuery(settingsQueries.endpoints());
  const register = useRegisterEndpoint();
  const remove = useRemoveEndpoint();
  const check = useCheckEndpoint();
  const [ending, setEnding] = useOpenedOf("remove", data ?? none);
  const adminReason = useRoleReason("admin");
  const operatorReason = useRoleReason("operator");
  const offline = useIsConnected() ? undefined : t`No connection to the server.`;

  const model = ending?.baseModel ?? "";

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if ((adminReason ?? offline) !== undefined || register.isPending) return;
    const form = event.currentTarget;
    const values = new FormData(form);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    const primeUrl = text("primeUrl");
    register.mutate(
      { baseModel: text("baseModel"), workerUrl: text("workerUrl"), ...(primeUrl === "" ? {} : { primeUrl }) },
      { onSuccess: () => form.reset() },
    );
  };

  return (
    <div className="grid gap-8">
      <section aria-label={t`Inference endpoints`} className="grid gap-3">
        <h2 className="text-heading">{t`Inference endpoints`}</h2>
        <p className="text-muted">{t`A session that does not run its policy on the robot's own machine is given the worker of its base model.`}</p>
        {error ? <ErrorNote text={describeError(error)} /> : null}
        {data === undefined ? (
          error ? null : (
            <TableSkeleton rows={2} />
          )
        ) : data.length === 0 ? (
          <p className="card flex min-h-[4.5rem] flex-wrap content-center gap-x-2 border-dashed px-4 py-2 text-muted">
            <Trans>
              <strong className="font-medium text-foreground">No endpoints yet.</strong> Sessions with the runtime “edge” need none: the
              policy runs on the robot's machine.
            </Trans>
          </p>
        ) : (
          <ul aria-label={t`Inference endpoints`} className="card divide-y divide-line">
            {data.map((endpoint) => (
              <li key={endpoint.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5">
                <span className="grid min-w-0">
                  <span className="flex flex-wrap items-baseline gap-x-3">
                    <span className="font-medium">{endpoint.baseModel}</span>
                    <Probe endpoint={endpoint} />
                  </span>
                  <code className="font-mono text-caption break-all text-muted">{endpoint.workerUrl}</code>
                  <PrimeUrl endpoint={endpoint} />
                  <span className="text-muted">
                    <CopyableId id={endpoint.id} label={idOfEndpoint(endpoint)} />
                  </span>
                </span>
                <span className="flex gap-2">
                  <Button
                    size="small"
                    isBusy={check.isPending && check.variables.id === endpoint.id}
                    disabledReason={operatorReason ?? offline}
                    onClick={() => check.mutate({ id: endpoint.id })}
                  >{t`Ask it now`}</Button>
                  <Button
                    size="small"
                    tone="quiet"
                    disabledReason={adminReason ?? offline}
                    onClick={() => setEnding(endpoint)}
                  >{t`Remove`}</Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-label={t`New endpoint`} className="grid gap-3">
        <h2 className="text-heading">{t`New endpoint`}</h2>
        <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 sm:items-end lg:grid-cols-[12rem_minmax(0,1fr)_minmax(0,1fr)_auto]">
          <Input label={t`Base model`} name="baseModel" required maxLength={120} placeholder="pi0.5" autoComplete="off" />
          <Input
            label={t`Worker address`}
            name="workerUrl"
            type="url"
            required
            placeholder="https://worker.example:8443"
            autoComplete="off"
          />
          <Input label={t`Prime address (optional)`} name="primeUrl" type="url" placeholder={t`As the worker's`} autoComplete="off" />
          <Button
            type="submit"
            tone="primary"
            isBusy={register.isPending}
            disabledReason={adminReason ?? offline}
          >{t`Register endpoint`}</Button>
        </form>
        {register.error === null ? null : <ErrorNote text={describeError(register.error)} />}
      </section>
      <ConfirmDialog
        subject={ending}
        removal={remove}
        title={t`Remove the endpoint of ${model}`}
        description={t`Sessions that were given it keep it until they renew their grant; new ones are not given it.`}
        label={t`Remove endpoint`}
        disabledReason={adminReason ?? offline}
        onClose={() => setEnding(null)}
      />
    </div>
  );
}

function PrimeUrl({ endpoint: { primeUrl, workerUrl } }: { endpoint: InferenceEndpoint }) {
  return primeUrl === null || primeUrl === workerUrl ? null : (
    <code className="font-mono text-caption break-all text-muted">{t`prime ${primeUrl}`}</code>
  );
}

function Probe({ endpoint: { probe } }: { endpoint: InferenceEndpoint }) {
  if (probe === null) return <StateMark shape="dash" tone="neutral">{t`Never asked`}</StateMark>;
  const ms = probe.latencyMs === null ? null : Math.round(probe.latencyMs);
  const said = [ms === null ? "" : t`in ${ms} ms`, serverWords(probe.detail)].filter((each) => each !== "");
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <StateMark shape={probe.ok ? "disc" : "cross"} tone={probe.ok ? "ok" : "danger"}>
        {probe.ok ? t`Answers` : t`Does not answer`}
      </StateMark>
      <span className="text-caption text-muted">
        {said.map((each) => `${each}, `)}
        <RelativeTime at={probe.checkedAt} now={serverNow} />
      </span>
    </span>
  );
}
