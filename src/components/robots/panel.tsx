import type { ReactNode } from "react";
import { Link } from "react-router";

export function Panel({ title, all, children }: { title: string; all?: { to: string; label: string }; children: ReactNode }) {
  return (
    <section className="card grid content-start gap-1 p-4">
      <div className="flex items-baseline justify-between gap-3 pb-1">
        <h2 className="text-heading">{title}</h2>
        {all === undefined ? null : (
          <Link to={all.to} className="text-caption text-muted hover:text-foreground hover:underline">
            {all.label}
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}
