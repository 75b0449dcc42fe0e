import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { measures, unitOf } from "#src/api/rule-measures.ts";
import { type AlertRule, useChangeAlertRule, useCreateAlertRule } from "#src/api/alert-rules.ts";
import { describeError } from "#src/api/errors.ts";
import { type Robot, robotQueries } from "#src/api/robots.ts";
import { severityWords } from "#src/components/incidents/incident-words.ts";
import { severities } from "#src/components/incidents/severity.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";

import { type Draft, draftOf, measureFrom, problemsOf, ruleOf } from "./draft.ts";
import { NoDataChoice } from "./no-data-choice.tsx";
import { RobotChoice } from "./robot-choice.tsx";
import { RulePast } from "./rule-past.tsx";
import { measureWords } from "./rule-words.ts";

const none: readonly Robot[] = [];

type RuleDialogProps = {
  /** Null: a new one, which begins with `start`. */
  rule: AlertRule | null;
  start: Draft;
  reason: string | undefined;
  onClose: () => void;
};

/** Writes a rule, or says one anew. What it would have done stands below before it is saved. */
export function RuleDialog({ rule, start, reason, onClose }: RuleDialogProps) {
  const [draft, setDraft] = useState<Draft>(() => (rule === null ? start : draftOf(rule)));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const { data: robots = none } = useQuery(robotQueries.all());
  const create = useCreateAlertRule();
  const change = useChangeAlertRule();
  const problems = problemsOf(draft);
  const { name: nameless, ...others } = problems;
  const wrong = Object.values(problems)[0];
  const wanted = Object.keys(others).length > 0 ? null : ruleOf(draft);
  const formId = useId();
  const submit = () => {
    if ((reason ?? wrong) !== undefined || wanted === null) return;
    if (rule === null) create.mutate(wanted, { onSuccess: onClose });
    else change.mutate({ id: rule.id, ...wanted }, { onSuccess: onClose });
  };
  const error = create.error ?? change.error;
  const unit = unitOf[draft.measure];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule === null ? t`New rule` : t`Change the rule`}
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
        <div className="grid gap-3 sm:grid-cols-2">
          <Select label={t`Value`} value={draft.measure} onChange={(event) => set({ measure: measureFrom(event.target.value) })}>
            {measures.map((each) => (
              <option key={each} value={each}>
                {measureWords[each]}
              </option>
            ))}
          </Select>
          <Select
            label={t`Broken when it is`}
            value={String(draft.isOver)}
            onChange={(event) => set({ isOver: event.target.value === "true" })}
          >
            <option value="true">{t`over the threshold`}</option>
            <option value="false">{t`under the threshold`}</option>
          </Select>
          <Input
            label={t`Threshold, ${unit}`}
            inputMode="decimal"
            value={draft.threshold}
            error={problems.threshold}
            onChange={(event) => set({ threshold: event.target.value })}
          />
          <Input
            label={t`For how long, seconds`}
            inputMode="decimal"
            value={draft.seconds}
            error={problems.seconds}
            onChange={(event) => set({ seconds: event.target.value })}
          />
          <Select label={t`How grave`} value={String(draft.severity)} onChange={(event) => set({ severity: Number(event.target.value) })}>
            {severities.map((each, index) => (
              <option key={each} value={String(index)}>
                {severityWords[each]}
              </option>
            ))}
          </Select>
        </div>
        <NoDataChoice minutes={draft.noDataMinutes} problem={problems.minutes} onChange={(noDataMinutes) => set({ noDataMinutes })} />
        <RobotChoice draft={draft} robots={robots} problem={problems.robots} onChange={set} />
        <label className="flex min-h-control items-center gap-2.5">
          <input type="checkbox" className="size-4" checked={draft.isOn} onChange={(event) => set({ isOn: event.target.checked })} />
          {t`Switched on`}
        </label>
        <RulePast rule={wanted} robots={robots} />
        {nameless === undefined ? null : <p className="text-caption text-muted">{t`The rule still needs a name.`}</p>}
        {error === null ? null : <ErrorNote text={describeError(error)} />}
      </form>
    </Dialog>
  );
}
