import { type ComponentProps, type ReactNode, useId } from "react";

import { classNames } from "#src/lib/class-names.ts";

type FieldFacts = {
  label: ReactNode;
  /** A line under the label: what it is for, or the form it takes. */
  hint?: ReactNode;
  /** What is wrong, and what to do. Read out when it appears. */
  error?: string | undefined;
};

const control =
  "w-full rounded-control border border-line-strong bg-surface px-3 text-body text-foreground placeholder:text-stale aria-invalid:border-danger [&[readonly]]:bg-sunken disabled:bg-sunken disabled:text-stale";

function useFieldIds({ hint, error }: FieldFacts) {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`].filter(Boolean).join(" ");
  return { id, "aria-describedby": described || undefined, "aria-invalid": error === undefined ? undefined : true } as const;
}

function Frame({
  id,
  label,
  hint,
  error,
  children,
  className,
}: FieldFacts & { id: string; children: ReactNode; className?: string | undefined }) {
  return (
    <div className={classNames("grid content-start gap-1.5", className)}>
      <label htmlFor={id} className="text-body font-medium">
        {label}
      </label>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="-mt-1 text-caption text-muted">
          {hint}
        </p>
      )}
      {children}
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="text-caption text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

/** Label, one line of text, hint and error, wired together. */
export function Input({ label, hint, error, className, ...props }: FieldFacts & Omit<ComponentProps<"input">, "id">) {
  const ids = useFieldIds({ label, hint, error });
  return (
    <Frame id={ids.id} label={label} hint={hint} error={error} className={className}>
      <input {...props} {...ids} className={classNames(control, "min-h-control")} />
    </Frame>
  );
}

export function Textarea({
  label,
  hint,
  error,
  className,
  isCode = false,
  ...props
}: FieldFacts & { isCode?: boolean } & Omit<ComponentProps<"textarea">, "id">) {
  const ids = useFieldIds({ label, hint, error });
  return (
    <Frame id={ids.id} label={label} hint={hint} error={error} className={className}>
      <textarea
        rows={4}
        spellCheck={!isCode}
        {...props}
        {...ids}
        className={classNames(control, "py-2", isCode && "font-mono text-caption")}
      />
    </Frame>
  );
}

/** A native select: the phone's own wheel or list beats anything we could draw. */
export function Select({ label, hint, error, className, children, ...props }: FieldFacts & Omit<ComponentProps<"select">, "id">) {
  const ids = useFieldIds({ label, hint, error });
  return (
    <Frame id={ids.id} label={label} hint={hint} error={error} className={className}>
      <select {...props} {...ids} className={classNames(control, "min-h-control")}>
        {children}
      </select>
    </Frame>
  );
}

/** A labelled search box for filters above a list; the label is for screen readers. */
export function SearchInput({ label, className, ...props }: { label: string } & Omit<ComponentProps<"input">, "id" | "type">) {
  return <input {...props} type="search" aria-label={label} className={classNames(control, "min-h-control", className)} />;
}
