import { plural, t } from "@lingui/core/macro";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { type NewRunRule, type RunRule, useChangeRunRule, useCreateRunRule, useRemoveRunRule, useTestRunRule } from "#src/api/run-rules.ts";
import { severityWords } from "#src/components/incidents/incident-words.ts";
import { severityOf } from "#src/components/incidents/severity.ts";
import { Button } from "#src/components/ui/button.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

import { runsInWords } from "./run-words.ts";

const failed = (error: unknown) => addToast({ tone: "error", text: describeError(error) });

/** What a person said of a rule, without what the server adds. */
const saidOf = ({ name, signs, per, atLeast, withinMs, severity, isOn }: RunRule): NewRunRule => ({
  ...{ name, signs, per, atLeast, withinMs, severity, isOn },
});

/** One rule about runs: what it says, whether it is broken now, and what can be done with it. */
export function RunRuleRow({ rule, reason, onEdit }: { rule: RunRule; reason: string | undefined; onEdit: () => void }) {
  const { id, name, isOn, open, severity } = rule;
  const create = useCreateRunRule();
  const change = useChangeRunRule();
  const remove = useRemoveRunRule();
  const test = useTestRunRule();
  const putBack = () => create.mutate(saidOf(rule), { onError: failed });
  const forget = () =>
    remove.mutate(
      { id },
      {
        onError: failed,
        onSuccess: () => addToast({ tone: "info", text: t`Removed the rule ${name}.`, action: { label: t`Undo`, onPress: putBack } }),
      },
    );
  const tell = () =>
    test.mutate({ id }, { onError: failed, onSuccess: () => addToast({ tone: "ok", text: t`A test notice is on its way to you.` }) });
  return (
    <li className="grid gap-2 border-b border-line py-3 last:border-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-medium break-words">{name}</h3>
        <span className="text-caption text-muted">{severityWords[severityOf(severity)]}</span>
        <Mark rule={rule} />
      </div>
      <p className="text-muted">{runsInWords(rule)}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" aria-label={t`Change ${name}`} disabledReason={reason} onClick={onEdit}>{t`Change…`}</Button>
        <Button
          size="small"
          aria-label={isOn ? t`Switch off ${name}` : t`Switch on ${name}`}
          isBusy={change.isPending}
          disabledReason={reason}
          onClick={() => change.mutate({ id, ...saidOf(rule), isOn: !isOn }, { onError: failed })}
        >
          {isOn ? t`Switch off` : t`Switch on`}
        </Button>
        <Button size="small" aria-label={t`Send me a test of ${name}`} isBusy={test.isPending} disabledReason={reason} onClick={tell}>
          {t`Send me a test`}
        </Button>
        <Button size="small" tone="quiet" aria-label={t`Remove ${name}`} isBusy={remove.isPending} disabledReason={reason} onClick={forget}>
          {t`Remove`}
        </Button>
      </div>
      {open > 0 && isOn ? (
        <Link to={paths.incidents({ rule: id })} className="text-caption text-muted underline">
          {t`Its open incidents`}
        </Link>
      ) : null}
    </li>
  );
}

function Mark({ rule: { isOn, open, per } }: { rule: RunRule }) {
  const place = "sm:ms-auto";
  if (!isOn) return <StateMark shape="ring" tone="neutral" className={place}>{t`Switched off`}</StateMark>;
  if (open === 0) return <StateMark shape="disc" tone="ok" className={place}>{t`Not broken`}</StateMark>;
  const text =
    per === "organization"
      ? t`Broken`
      : per === "robot"
        ? plural(open, { one: "Broken by # robot", other: "Broken by # robots" })
        : plural(open, { one: "Broken by # deployment", other: "Broken by # deployments" });
  return (
    <StateMark shape="triangle" tone="warn" className={place}>
      {text}
    </StateMark>
  );
}
