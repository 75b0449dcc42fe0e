import type { ReactNode } from "react";

type EmptyStateProps = {
  /** "No robots yet" or "No robots match": the two are never the same text. */
  title: string;
  /** How to get the first one, or how to see more. */
  body: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
};

export function EmptyState({ title, body, icon, action }: EmptyStateProps) {
  return (
    <section className="card grid justify-items-center gap-2 border-dashed px-6 py-12 text-center [&>svg]:size-6 [&>svg]:text-muted">
      {icon}
      <h2 className="text-heading">{title}</h2>
      <p className="max-w-md text-body text-muted">{body}</p>
      {action === undefined ? null : <div className="pt-2">{action}</div>}
    </section>
  );
}
