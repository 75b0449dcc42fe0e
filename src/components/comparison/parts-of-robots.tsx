import { t } from "@lingui/core/macro";

import { Button } from "#src/components/ui/button.tsx";

type PartsOfRobotsProps = {
  meant: readonly unknown[];
  looked: readonly unknown[];
  part: number;
  parts: number;
  onChange: (part: number) => void;
};

/** Where more robots are meant than are looked at together: which of them these are, and the way to the others. */
export function PartsOfRobots({ meant, looked, part, parts, onChange }: PartsOfRobotsProps) {
  if (parts <= 1) return null;
  const [shown, all, own, count] = [looked.length, meant.length, part, parts];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="text-warn">
        {t`${shown} of ${all} robots are looked at, by name: part ${own} of ${count}. A shorter time looks at more of them together.`}
      </p>
      <span className="flex gap-1 print:hidden">
        <Button size="small" disabledReason={part <= 1 ? t`This is the first part.` : undefined} onClick={() => onChange(part - 1)}>
          {t`Part before`}
        </Button>
        <Button size="small" disabledReason={part >= parts ? t`This is the last part.` : undefined} onClick={() => onChange(part + 1)}>
          {t`Next part`}
        </Button>
      </span>
    </div>
  );
}
