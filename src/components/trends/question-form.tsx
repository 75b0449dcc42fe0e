import { t } from "@lingui/core/macro";

import { Input, Select } from "#src/components/ui/field.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";

import { divisors, divisorsOf, isDivisor, isMeasure, measureKeys, measures } from "./measures.ts";
import { buckets, groupings, modeChoices, type Question, ranges, shapes, tops, verdictChoices } from "./question.ts";

const groupNames: Record<Question["group"], string> = {
  nothing: t`All together`,
  robot: t`By robot`,
  deployment: t`By deployment`,
  model: t`By model`,
};
const bucketNames: Record<Question["per"], string> = { day: t`Per day`, week: t`Per week`, month: t`Per month` };
const rangeNames: Record<Question["days"], string> = {
  "7": t`Last 7 days`,
  "30": t`Last 30 days`,
  "90": t`Last 90 days`,
  "180": t`Last 180 days`,
  "365": t`Last 365 days`,
  own: t`Days of my own`,
};
const verdictNames: Record<Question["verdict"], string> = {
  all: t`Any verdict`,
  none: t`Not reviewed`,
  good: t`Good`,
  needs_attention: t`Needs attention`,
  bad: t`Bad`,
};
const modeNames: Record<Question["mode"], string> = { all: t`Moved or not`, applied: t`Actions applied`, dry: t`Dry run only` };
const shapeNames: Record<Question["as"], string> = { lines: t`Lines`, bars: t`Bars`, table: t`Table` };

type Choice = { id: string; name: string };

type QuestionFormProps = {
  question: Question;
  robots: readonly Choice[];
  deployments: readonly Choice[];
  models: readonly string[];
  onChange: (change: Partial<Question>) => void;
};

function Options<Value extends string>({ of, names }: { of: readonly Value[]; names: Record<Value, string> }) {
  return of.map((value) => (
    <option key={value} value={value}>
      {names[value]}
    </option>
  ));
}

/** Every part of a question. Its whole state is the address. */
export function QuestionForm({ question, robots, deployments, models, onChange }: QuestionFormProps) {
  const { measure, over } = question;
  const pick = <Value extends string>(of: readonly Value[], value: string, otherwise: Value) =>
    of.find((each) => each === value) ?? otherwise;
  const divisible = divisorsOf(measure);
  const known = question.model === undefined || models.includes(question.model) ? models : [...models, question.model];
  return (
    <section aria-label={t`Question`} className="grid grid-cols-2 items-end gap-3 sm:grid-cols-4 xl:grid-cols-6 print:hidden">
      <Select
        className="col-span-2"
        label={t`Measure`}
        value={measure}
        onChange={({ target: { value } }) =>
          isMeasure(value) && onChange({ measure: value, over: divisorsOf(value).includes(over) ? over : "total" })
        }
      >
        {measureKeys.map((key) => (
          <option key={key} value={key}>
            {measures[key].label}
          </option>
        ))}
      </Select>
      {divisible.length > 1 ? (
        <Select
          className="col-span-2"
          label={t`Divided by`}
          value={over}
          onChange={({ target: { value } }) => isDivisor(value) && onChange({ over: value })}
        >
          {divisible.map((key) => (
            <option key={key} value={key}>
              {divisors[key].label}
            </option>
          ))}
        </Select>
      ) : (
        <p className="col-span-2 self-center pt-5 text-caption text-muted">{t`Percentiles and the longest gaps are kept per run: they are no sum that could be divided.`}</p>
      )}
      <Select
        label={t`Grouped`}
        value={question.group}
        onChange={(event) => onChange({ group: pick(groupings, event.target.value, "nothing") })}
      >
        <Options of={groupings} names={groupNames} />
      </Select>
      <Select
        label={t`Buckets (UTC)`}
        value={question.per}
        onChange={(event) => onChange({ per: pick(buckets, event.target.value, "day") })}
      >
        <Options of={buckets} names={bucketNames} />
      </Select>
      <Select label={t`Time`} value={question.days} onChange={(event) => onChange({ days: pick(ranges, event.target.value, "30") })}>
        <Options of={ranges} names={rangeNames} />
      </Select>
      {question.days === "own" ? (
        <>
          <Input
            label={t`First day`}
            type="date"
            value={question.from ?? ""}
            max={question.to}
            onChange={(event) => onChange({ from: event.target.value || undefined })}
          />
          <Input
            label={t`Last day`}
            type="date"
            value={question.to ?? ""}
            min={question.from}
            onChange={(event) => onChange({ to: event.target.value || undefined })}
          />
        </>
      ) : null}
      <Select label={t`Robot`} value={question.robot ?? ""} onChange={(event) => onChange({ robot: event.target.value || undefined })}>
        <option value="">{t`Every robot`}</option>
        <Choices of={robots} />
      </Select>
      <Select
        label={t`Deployment`}
        value={question.deployment ?? ""}
        onChange={(event) => onChange({ deployment: event.target.value || undefined })}
      >
        <option value="">{t`Every deployment`}</option>
        <Choices of={deployments} />
      </Select>
      <Select label={t`Model`} value={question.model ?? ""} onChange={(event) => onChange({ model: event.target.value || undefined })}>
        <option value="">{t`Every model`}</option>
        <Choices of={known.map((name) => ({ id: name, name }))} />
      </Select>
      <Select
        label={t`Motion`}
        value={question.mode}
        onChange={(event) => onChange({ mode: pick(modeChoices, event.target.value, "all") })}
      >
        <Options of={modeChoices} names={modeNames} />
      </Select>
      <Select
        label={t`Verdict`}
        value={question.verdict}
        onChange={(event) => onChange({ verdict: pick(verdictChoices, event.target.value, "all") })}
      >
        <Options of={verdictChoices} names={verdictNames} />
      </Select>
      {question.group === "nothing" ? null : (
        <Select label={t`Shown by name`} value={question.top} onChange={(event) => onChange({ top: pick(tops, event.target.value, "5") })}>
          <Options of={tops} names={{ "3": t`The highest 3`, "5": t`The highest 5` }} />
        </Select>
      )}
      <div className="col-span-2">
        <Segmented
          label={t`Shown as`}
          value={question.as}
          onChange={(as) => onChange({ as })}
          options={shapes.map((value) => ({ value, label: shapeNames[value] }))}
        />
      </div>
    </section>
  );
}

function Choices({ of }: { of: readonly Choice[] }) {
  return of.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
