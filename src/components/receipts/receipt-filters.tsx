import { t } from "@lingui/core/macro";

import { SlidersHorizontal } from "lucide-react";
import { memo, type ReactNode, useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { UrlSearchInput } from "#src/components/ui/url-search-input.tsx";

import { filtersSet, motionChoices, orderChoices, type ReceiptSearch, verdictChoices } from "./filters.ts";

const verdictNames: Record<(typeof verdictChoices)[number], string> = {
  all: t`Any verdict`,
  none: t`Not reviewed`,
  disputed: t`Disputed`,
  good: t`Good`,
  needs_attention: t`Needs attention`,
  bad: t`Bad`,
};
const motionNames: Record<(typeof motionChoices)[number], string> = {
  all: t`Moved or not`,
  applied: t`Actions applied`,
  dry: t`Dry run only`,
};
const orderNames: Record<(typeof orderChoices)[number], string> = { newest: t`Newest first`, outliers: t`Outliers first` };

type Named = { id: string; name: string };

type ReceiptFiltersProps = {
  search: ReceiptSearch;
  deployments: readonly Named[];
  robots: readonly Named[];
  /** Only what changes: two quick choices in a row must not overwrite each other. */
  onChange: (change: Partial<ReceiptSearch>) => void;
  /** What stands beside the days: the receipts over time. */
  children: ReactNode;
};

const onlyModel = (model: string) => t`Only the model ${model}. Show every model`;

/** A fleet may have a thousand, which need not be gone through at every change of a filter. */
const Options = memo(function Options({ of }: { of: readonly Named[] }) {
  return of.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
});

/** Every filter of the receipts list; on a phone all but the words behind one button. Its whole state is the address, so a link shows the same rows to somebody else. */
export function ReceiptFilters({ search, deployments, robots, onChange, children }: ReceiptFiltersProps) {
  const [isOpen, setIsOpen] = useState(false);
  const pick = <Choice extends string>(choices: readonly Choice[], value: string, otherwise: Choice) =>
    choices.find((choice) => choice === value) ?? otherwise;
  const set = filtersSet(search);
  return (
    <section aria-label={t`Filters`} className="grid grid-cols-2 items-end gap-3 sm:grid-cols-4 xl:grid-cols-6 print:hidden">
      <div className="col-span-2 flex items-end gap-2">
        <UrlSearchInput
          label={t`Search receipts`}
          placeholder={t`Name, reason, message, note, #number`}
          className="min-w-0 flex-1"
          {...(search.columns === undefined ? {} : { also: { columns: search.columns } })}
        />
        <Button className="sm:hidden" icon={<SlidersHorizontal aria-hidden />} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {set === 0 ? t`Filters` : t`Filters (${set})`}
        </Button>
      </div>
      <div className={isOpen ? "contents" : "contents max-sm:hidden"}>
        <Select
          label={t`Verdict`}
          value={search.verdict}
          onChange={(event) => onChange({ verdict: pick(verdictChoices, event.target.value, "all") })}
        >
          {verdictChoices.map((choice) => (
            <option key={choice} value={choice}>
              {verdictNames[choice]}
            </option>
          ))}
        </Select>
        <Select
          label={t`Motion`}
          value={search.motion}
          onChange={(event) => onChange({ motion: pick(motionChoices, event.target.value, "all") })}
        >
          {motionChoices.map((choice) => (
            <option key={choice} value={choice}>
              {motionNames[choice]}
            </option>
          ))}
        </Select>
        <Select
          label={t`Problems`}
          value={search.problems}
          onChange={(event) => onChange({ problems: event.target.value === "yes" ? "yes" : "no" })}
        >
          <option value="no">{t`With and without`}</option>
          <option value="yes">{t`Only with problems`}</option>
        </Select>
        <Select label={t`Robot`} value={search.robot ?? ""} onChange={(event) => onChange({ robot: event.target.value || undefined })}>
          <option value="">{t`Every robot`}</option>
          <option value="none">{t`No robot`}</option>
          <Options of={robots} />
        </Select>
        <Select
          label={t`Deployment`}
          value={search.deployment ?? ""}
          onChange={(event) => onChange({ deployment: event.target.value || undefined })}
        >
          <option value="">{t`Every deployment`}</option>
          <option value="none">{t`No deployment`}</option>
          <Options of={deployments} />
        </Select>
        <Select
          label={t({ message: "Order", context: "of a list" })}
          value={search.order}
          onChange={(event) => onChange({ order: pick(orderChoices, event.target.value, "newest") })}
        >
          {orderChoices.map((choice) => (
            <option key={choice} value={choice}>
              {orderNames[choice]}
            </option>
          ))}
        </Select>
        <Input
          label={t({ message: "From", context: "first day" })}
          type="date"
          value={search.from ?? ""}
          max={search.to}
          onChange={(event) => onChange({ from: event.target.value || undefined })}
        />
        <Input
          label={t({ message: "To", context: "last day" })}
          type="date"
          value={search.to ?? ""}
          min={search.from}
          onChange={(event) => onChange({ to: event.target.value || undefined })}
        />
        <div className="col-span-2">{children}</div>
      </div>
      {search.model === undefined && search.days === "local" ? null : (
        <p className="col-span-full flex flex-wrap gap-2">
          {search.model === undefined ? null : (
            <Button size="small" onClick={() => onChange({ model: undefined })}>
              {onlyModel(search.model)}
            </Button>
          )}
          {search.days === "local" ? null : (
            <Button size="small" onClick={() => onChange({ days: "local" })}>{t`Days are those of UTC. Take them in my own zone`}</Button>
          )}
        </p>
      )}
    </section>
  );
}
