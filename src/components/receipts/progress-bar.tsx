import { classNames } from "#src/lib/class-names.ts";

/** How much of something is done, as a bar. Give the words beside it. */
export const ProgressBar = ({ label, value, max, className }: { label: string; value: number; max: number; className?: string }) => (
  <progress
    aria-label={label}
    max={Math.max(1, max)}
    value={value}
    className={classNames(
      "h-1.5 appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-foreground [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-foreground",
      className,
    )}
  />
);
