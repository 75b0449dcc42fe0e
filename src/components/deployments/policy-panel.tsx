import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { type Deployment, useSetPolicy } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";

import { type Draft, draftOf, guardNames, loweredBy, policyFrom } from "./policy-draft.ts";

const guardsInWords = (guards: readonly string[]) => guards.map((guard) => guardNames[guard] ?? guard).join(", ");
const seconds = (value: number) => formatDuration(value * 1_000);

/** What an admin lays down for every promote of this deployment. */
export function PolicyPanel({ deployment }: { deployment: Deployment }) {
  const { policy, loweredGuards } = deployment;
  const [opened, open] = useOpened();
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const disabledReason = roleReason ?? (isConnected ? undefined : t`No connection to the server.`);
  const steps = formatNumber(policy.minDryRunSteps);
  const usual = seconds(policy.defaultBudgetSeconds);
  const longest = seconds(policy.maxBudgetSeconds);
  const lowered = guardsInWords(loweredGuards);
  const first = policy.maxFirstMove == null ? null : formatNumber(policy.maxFirstMove, 3);
  return (
    <section aria-label={t`Promote policy`} className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-heading">{t`Promote policy`}</h2>
        <Button size="small" disabledReason={disabledReason} onClick={() => open("policy")}>{t`Change policy…`}</Button>
      </div>
      <div className="card px-4 py-1">
        <KeyValueList
          label={t`Promote policy`}
          items={[
            { key: t`Second operator`, value: policy.requiresApproval ? t`must approve each promote` : t`not needed` },
            { key: t`At the robot`, value: policy.requiresPresence === true ? t`must type the code it shows` : t`not needed` },
            { key: t`Dry-run steps`, value: t`at least ${steps}` },
            { key: t`Time budget`, value: t`${usual}, at most ${longest}` },
            { key: t`First move`, value: first === null ? t`any distance` : t`at most ${first}, in the schema’s units` },
            {
              key: t`Trial first`,
              value:
                policy.trialActions == null ? t`not needed` : plural(policy.trialActions, { one: "of # action", other: "of # actions" }),
            },
          ]}
        />
      </div>
      {loweredGuards.length === 0 ? null : <p className="text-warn">{t`Weaker than usual: ${lowered}.`}</p>}
      {opened === "policy" ? <PolicyDialog deployment={deployment} disabledReason={disabledReason} onClose={() => open(null)} /> : null}
    </section>
  );
}

/** Read once when it opens: live data must never overwrite typing. */
function PolicyDialog({
  deployment,
  disabledReason,
  onClose,
}: {
  deployment: Deployment;
  disabledReason: string | undefined;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(deployment.policy));
  const [reason, setReason] = useState("");
  const save = useSetPolicy();
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const read = policyFrom(draft);
  const lowered = read.ok ? loweredBy(deployment.policy, read.policy) : [];
  const problem = !read.ok
    ? t`Correct the numbers first.`
    : lowered.length > 0 && reason.trim() === ""
      ? t`Lowering a guard needs a reason.`
      : undefined;
  const submit = () => {
    if (!read.ok || problem !== undefined) return;
    save.mutate(
      { id: deployment.id, policy: read.policy, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
      { onSuccess: onClose },
    );
  };
  const { name } = deployment;
  const guards = guardsInWords(lowered);
  const error = (field: string) => (read.ok ? undefined : read.errors[field]);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Promote policy of ${name}`}
      description={t`Holds for the next promote. An approval that was given before dissolves.`}
      actions={
        <Button
          tone={lowered.length > 0 ? "danger" : "primary"}
          isBusy={save.isPending}
          disabledReason={disabledReason ?? problem}
          onClick={submit}
        >
          {lowered.length > 0 ? t`Lower and save` : t`Save policy`}
        </Button>
      }
    >
      <label className="flex min-h-control items-center gap-2.5">
        <input
          type="checkbox"
          className="size-4"
          checked={draft.requiresApproval}
          onChange={(event) => set({ requiresApproval: event.target.checked })}
        />
        {t`A second operator must approve each promote`}
      </label>
      <label className="flex min-h-control items-center gap-2.5">
        <input
          type="checkbox"
          className="size-4"
          checked={draft.requiresPresence}
          onChange={(event) => set({ requiresPresence: event.target.checked })}
        />
        {t`Whoever promotes must stand at the robot and type the code it shows`}
      </label>
      <Input
        label={t`Dry-run steps before a promote`}
        inputMode="numeric"
        value={draft.minDryRunSteps}
        error={error("minDryRunSteps")}
        onChange={(event) => set({ minDryRunSteps: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Input
          label={t`Usual budget, minutes`}
          inputMode="decimal"
          value={draft.defaultMinutes}
          error={error("defaultMinutes")}
          onChange={(event) => set({ defaultMinutes: event.target.value })}
        />
        <Input
          label={t`Longest budget, minutes`}
          inputMode="decimal"
          value={draft.maxMinutes}
          error={error("maxMinutes")}
          onChange={(event) => set({ maxMinutes: event.target.value })}
        />
      </div>
      <Input
        label={t`First move at most (optional)`}
        hint={t`How far a joint may go at once when actions begin, in the schema’s units. Asks the robot to say it.`}
        inputMode="decimal"
        value={draft.maxFirstMove}
        error={error("maxFirstMove")}
        onChange={(event) => set({ maxFirstMove: event.target.value })}
      />
      <Input
        label={t`Trial first, actions (optional)`}
        hint={t`A session’s first promote ends after so many actions. A stop, a fault or a lost connection asks for another trial.`}
        inputMode="numeric"
        value={draft.trialActions}
        error={error("trialActions")}
        onChange={(event) => set({ trialActions: event.target.value })}
      />
      {lowered.length === 0 ? null : <p className="text-warn">{t`This lowers: ${guards}.`}</p>}
      <Input
        label={lowered.length === 0 ? t`Reason (optional)` : t`Reason`}
        hint={t`Kept in the audit log.`}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {save.error === null ? null : <ErrorNote text={describeError(save.error)} />}
    </Dialog>
  );
}
