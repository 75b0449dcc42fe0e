import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import { Link } from "react-router";

import { classNames } from "#src/lib/class-names.ts";
import { addToast } from "#src/lib/toast.ts";

export type ButtonTone = "neutral" | "primary" | "danger" | "quiet";
export type ButtonSize = "normal" | "small" | "tall";

const tones = {
  neutral: "border border-line-strong/55 bg-surface text-foreground hover:bg-sunken",
  primary: "border border-transparent bg-primary text-primary-foreground hover:opacity-90",
  danger: "border border-transparent bg-danger-solid text-danger-solid-foreground hover:opacity-90",
  quiet: "border border-transparent text-muted hover:bg-sunken hover:text-foreground",
} satisfies Record<ButtonTone, string>;

const sizes = {
  normal: "min-h-control px-3.5 text-body whitespace-nowrap",
  small: "min-h-control-small px-2.5 text-body whitespace-nowrap",
  // 68 px: for the controls that move or stop a machine.
  tall: "min-h-hold px-5 text-lead leading-tight",
} satisfies Record<ButtonSize, string>;

/** The look of a button, for elements that are not one (links). */
export const buttonClass = (tone: ButtonTone = "neutral", size: ButtonSize = "normal", iconOnly = false): string =>
  classNames(
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium select-none",
    "aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-stale",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    tones[tone],
    sizes[size],
    iconOnly && "aspect-square px-0",
  );

type ButtonProps = Omit<ComponentProps<"button">, "disabled" | "children"> & {
  tone?: ButtonTone;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Without children the button shows only its icon, and needs `aria-label`. */
  children?: ReactNode;
  /** Why the action is not available now. The button stays focusable, is described by the reason, and tells it when pressed. */
  disabledReason?: string | undefined;
  /** The action is under way: pressing again does nothing. */
  isBusy?: boolean;
};

export function Button({
  tone = "neutral",
  size = "normal",
  icon,
  disabledReason,
  isBusy = false,
  onClick,
  children,
  className,
  type = "button",
  ...props
}: ButtonProps) {
  const reasonId = useId();
  const isOff = disabledReason !== undefined || isBusy;
  return (
    <button
      {...props}
      type={isOff ? "button" : type}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={disabledReason === undefined ? props["aria-describedby"] : reasonId}
      title={disabledReason ?? props.title}
      className={classNames(buttonClass(tone, size, children === undefined), className)}
      onClick={(event) => {
        if (!isOff) return onClick?.(event);
        event.preventDefault();
        // A finger cannot hover, so the reason is told on a press as well.
        if (disabledReason !== undefined) addToast({ tone: "info", text: disabledReason });
      }}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
      {disabledReason === undefined ? null : (
        <span id={reasonId} className="sr-only">
          {disabledReason}
        </span>
      )}
    </button>
  );
}

type ButtonLinkProps = ComponentProps<typeof Link> & { tone?: ButtonTone; size?: ButtonSize; icon?: ReactNode };

export function ButtonLink({ tone, size, icon, children, className, ...props }: ButtonLinkProps) {
  return (
    <Link {...props} className={classNames(buttonClass(tone, size, children === undefined), className)}>
      {icon}
      {children}
    </Link>
  );
}

function Spinner() {
  return <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-e-transparent" />;
}
