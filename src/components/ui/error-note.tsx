import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What failed, beside the last good data. `action` is the way out. */
export function ErrorNote({ text, action }: { text: string; action?: ReactNode }) {
  return (
    <div
      role="alert"
      className="flex items-start gap-2.5 rounded-card border border-danger/40 bg-danger-soft px-3.5 py-2.5 text-body text-danger"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p className="flex-1 text-pretty">{text}</p>
      {action}
    </div>
  );
}
