import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { View } from "./own-views.ts";

type ViewChipProps = { view: View; isShown: boolean; hint: string; icon?: ReactNode; removal?: { label: string; run: () => void } };

/** One saved view: a link to it, and a cross where it may be removed. */
export function ViewChip({ view, isShown, hint, icon, removal }: ViewChipProps) {
  return (
    <span className="inline-flex items-center rounded-full border border-line bg-surface">
      <Link
        to={`?${view.query}`}
        title={hint}
        aria-current={isShown ? "true" : undefined}
        className="flex min-h-control-small max-w-56 items-center gap-1.5 rounded-full px-3 text-muted hover:text-foreground aria-[current]:font-semibold aria-[current]:text-foreground [&_svg]:size-3.5 [&_svg]:shrink-0"
      >
        {icon}
        <span className="truncate">{view.name}</span>
      </Link>
      {removal === undefined ? null : (
        <button
          type="button"
          aria-label={removal.label}
          className="-ms-2 grid size-7 min-h-6 place-items-center rounded-full text-muted hover:text-foreground"
          onClick={removal.run}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  );
}
