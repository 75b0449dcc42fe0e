import { t } from "@lingui/core/macro";
import { useId, useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { type NewRunRule, type RunRule, useChangeRunRule, useCreateRunRule } from "#src/api/run-rules.ts";
import { severityWords } from "#src/components/incidents/incident-words.ts";
import { severities } from "#src/components/incidents/severity.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";

import { emptyRunDraft, type RunDraft, runDraftOf, runProblemsOf, runRuleOf } from "./run-draft.ts";
import { RunPast } from "./run-past.tsx";
import { signs, signWords } from "./run-words.ts";

type Per = NewRunRule["per"];
const ofWords: Record<Per, string> = { deployment: t`One deployment`, robot: t`One robot`, organization: t`The organization` };
const pers = Object.keys(ofWords) as readonly Per[];

/** Writes a rule about runs, or says one anew. What it would have done stands below before it is saved. */
export function RunRuleDialog({ rule, reason, onClose }: { rule: RunRule | null; reason: string | undefined; onClose: () => void }) {
  const [draft, setDraft] = useState<RunDraft>(() => (rule === null ? emptyRunDraft : runDraftOf(rule)));
  const set = (change: Partial<RunDraft>) => setDraft({ ...draft, ...change });
  const create = useCreateRunRule();
  const change = useChangeRunRule();
  const problems = runProblemsOf(draft);
  const { name: nameless, ...others } = problems;
  const wrong = Object.values(problems)[0];
  const wanted = Object.keys(others).length > 0 ? null : runRuleOf(draft);
  const condition = wanted === null ? null : { signs: wanted.signs, per: wanted.per, atLeast: wanted.atLeast, withinMs: wanted.withinMs };
  const formId = useId();
  const submit = () => {
    if ((reason ?? wrong) !== undefined || wanted === null) return;
    if (rule === null) create.mutate(wanted, { onSuccess: onClose });
    else change.mutate({ id: rule.id, ...wanted }, { onSuccess: onClose });
  };
  const error = create.error ?? change.error;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule === null ? t`New rule about runs` : t`Change the rule about runs`}
      description={t`A rule only tells: it opens an incident, and never stops, moves or promotes a robot.`}
      actions={
        <Button type="submit" form={formId} tone="primary" isBusy={create.isPending || change.isPending} disabledReason={reason ?? wrong}>
          {t`Save the rule`}
        </Button>
      }
    >
      <form
        id={formId}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Input
          label={t`Name`}
          value={draft.name}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
        />
        <fieldset>
          <legend className="font-medium">{t`Runs count that had one of these`}</legend>
          {signs.map((sign) => (
            <label key={sign} className="flex min-h-control items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4"
                checked={draft.signs.includes(sign)}
                onChange={(event) =>
                  set({ signs: signs.filter((each) => (each === sign ? event.target.checked : draft.signs.includes(each))) })
                }
              />
              {signWords[sign]}
            </label>
          ))}
          {problems.signs === undefined ? null : <p className="text-danger">{problems.signs}</p>}
        </fieldset>
        <div className="grid gap-3 sm:grid-cols-2">
          <Select label={t`Counted together for`} value={draft.per} onChange={(event) => set({ per: perFrom(event.target.value) })}>
            {pers.map((per) => (
              <option key={per} value={per}>
                {ofWords[per]}
              </option>
            ))}
          </Select>
          <Input
            label={t`At least so many runs`}
            inputMode="numeric"
            value={draft.atLeast}
            error={problems.atLeast}
            onChange={(event) => set({ atLeast: event.target.value })}
          />
          <Input
            label={t`Within how long, hours`}
            inputMode="decimal"
            value={draft.hours}
            error={problems.hours}
            onChange={(event) => set({ hours: event.target.value })}
          />
          <Select label={t`How grave`} value={String(draft.severity)} onChange={(event) => set({ severity: Number(event.target.value) })}>
            {severities.map((each, index) => (
              <option key={each} value={String(index)}>
                {severityWords[each]}
              </option>
            ))}
          </Select>
        </div>
        <label className="flex min-h-control items-center gap-2.5">
          <input type="checkbox" className="size-4" checked={draft.isOn} onChange={(event) => set({ isOn: event.target.checked })} />
          {t`Switched on`}
        </label>
        <RunPast condition={condition} />
        {nameless === undefined ? null : <p className="text-caption text-muted">{t`The rule still needs a name.`}</p>}
        {error === null ? null : <ErrorNote text={describeError(error)} />}
      </form>
    </Dialog>
  );
}

const perFrom = (text: string): Per => pers.find((per) => per === text) ?? "deployment";
