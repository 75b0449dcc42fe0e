import { plural, t } from "@lingui/core/macro";
import { Link } from "react-router";

import {
  type AlertRule,
  type NewAlertRule,
  useChangeAlertRule,
  useCreateAlertRule,
  useRemoveAlertRule,
  useTestAlertRule,
} from "#src/api/alert-rules.ts";
import { describeError } from "#src/api/errors.ts";
import { severityWords } from "#src/components/incidents/incident-words.ts";
import { severityOf } from "#src/components/incidents/severity.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import type { Tone } from "#src/components/ui/badge.tsx";
import { type Shape, StateMark } from "#src/components/ui/state-mark.tsx";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

import type { Coverage } from "./coverage.ts";
import { ruleInWords } from "./rule-words.ts";

const failed = (error: unknown) => addToast({ tone: "error", text: describeError(error) });

/** What a person said of a rule, without what the server adds. */
const saidOf = ({ name, measure, isOver, threshold, forMs, noDataMs, scope, severity, isOn }: AlertRule): NewAlertRule => ({
  ...{ name, measure, isOver, threshold, forMs, scope, severity, isOn },
  ...(noDataMs === undefined ? {} : { noDataMs }),
});

type RuleRowProps = {
  rule: AlertRule;
  /** Undefined while the robots are not known. */
  coverage: Coverage | undefined;
  reason: string | undefined;
  onEdit: () => void;
  /** Opens the list of the robots that it can say nothing of. */
  onAskMissing: () => void;
};

/** One rule: what it says, whether it is broken now, and what can be done with it. */
export function RuleRow({ rule, coverage, reason, onEdit, onAskMissing }: RuleRowProps) {
  const { id, name, isOn, open, severity, scope } = rule;
  const create = useCreateAlertRule();
  const change = useChangeAlertRule();
  const remove = useRemoveAlertRule();
  const test = useTestAlertRule();
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
  const { without = [], meant = 0 } = coverage ?? {};
  const blind = without.length;
  const state = stateOf(rule, coverage);
  return (
    <li className="grid gap-2 border-b border-line py-3 last:border-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-medium break-words">{name}</h3>
        <span className="text-caption text-muted">{severityWords[severityOf(severity)]}</span>
        <StateMark shape={state.shape} tone={state.tone} className="sm:ms-auto">
          {open > 0 && isOn ? (
            <Link to={paths.incidents({ rule: id })} className="underline">
              {state.text}
            </Link>
          ) : (
            state.text
          )}
        </StateMark>
        {isOn && blind > 0 ? (
          <Button
            size="small"
            tone="quiet"
            aria-label={t`No data: ${blind} of ${meant}. Robots without data for ${name}`}
            onClick={onAskMissing}
          >
            <StateMark shape="dash" tone="neutral">
              {t`No data: ${blind} of ${meant}`}
            </StateMark>
          </Button>
        ) : null}
      </div>
      <p className="text-muted">
        {ruleInWords(rule)}
        {" · "}
        {scopeInWords(scope)}
      </p>
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
        <ButtonLink size="small" to={paths.compareRobots(comparisonOf(rule))} aria-label={t`Compare robots by the value of ${name}`}>
          {t`Compare robots`}
        </ButtonLink>
        <Button size="small" tone="quiet" aria-label={t`Remove ${name}`} isBusy={remove.isPending} disabledReason={reason} onClick={forget}>
          {t`Remove`}
        </Button>
      </div>
    </li>
  );
}

/** The robots that the rule is for, by its number. */
const comparisonOf = ({ measure: value, scope }: AlertRule) => ({
  value,
  ...(scope.kind === "robots" ? { robots: scope.robotIds.join(",") } : scope.kind === "robotKind" ? { kind: scope.robotKind } : {}),
});

type State = { shape: Shape; tone: Tone; text: string };

/** What the rule says now. Where no robot reports its value it says nothing, which is not the same as being kept. */
function stateOf({ isOn, open, withoutData }: AlertRule, coverage: Coverage | undefined): State {
  if (!isOn) return { shape: "ring", tone: "neutral", text: t`Switched off` };
  if (open > 0 && open === withoutData) {
    return { shape: "triangle", tone: "warn", text: plural(open, { one: "# robot sends no data", other: "# robots send no data" }) };
  }
  if (open > 0) {
    const broken = open - withoutData;
    const text = open < 100 ? plural(broken, { one: "# robot breaks it", other: "# robots break it" }) : t`100 or more robots break it`;
    return { shape: "triangle", tone: "warn", text };
  }
  if (coverage === undefined) return { shape: "dash", tone: "neutral", text: t`Looking…` };
  if (coverage.meant === 0) return { shape: "dash", tone: "neutral", text: t`No robot is meant.` };
  if (coverage.without.length === coverage.meant) return { shape: "dash", tone: "neutral", text: t`No data` };
  return { shape: "disc", tone: "ok", text: t`No robot breaks it` };
}

function scopeInWords(scope: AlertRule["scope"]): string {
  if (scope.kind === "all") return t`Every robot`;
  const { robotKind: kind = "" } = scope.kind === "robotKind" ? scope : {};
  return scope.kind === "robots" ? plural(scope.robotIds.length, { one: "# robot", other: "# robots" }) : t`Of the kind ${kind}`;
}
