import type { ReactNode } from "react";
import { useId } from "react";

import { classNames } from "#src/lib/class-names.ts";

type SegmentedProps<Value extends string | number> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
};

/** One of a few, all visible: filters, chart windows. Native radios, so arrows and forms work by themselves. */
export function Segmented<Value extends string | number>({ label, value, onChange, options }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="inline-flex max-w-full min-w-0 overflow-x-auto rounded-control border border-line bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            "relative flex min-h-control-small cursor-pointer items-center rounded-[0.3125rem] px-2.5 text-body whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-focus",
            option.value === value
              ? "bg-surface font-medium text-foreground shadow-[0_0_0_1px_var(--color-line)]"
              : "text-muted hover:text-foreground",
          )}
        >
          <input type="radio" className="sr-only" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
