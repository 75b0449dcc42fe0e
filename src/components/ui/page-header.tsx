import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { useTitle } from "./use-title.ts";

export type PageHeaderProps = {
  title: ReactNode;
  /** What the browser's tab says instead of a title that is text. */
  tabTitle?: string | undefined;
  /** Where this page hangs: shown before the title as links. */
  crumbs?: readonly { label: string; to: string }[];
  /** State marks and short facts beside or under the title. */
  facts?: ReactNode;
  actions?: ReactNode;
};

/** The page's only h1, which is also the name of the browser's tab. */
export function PageHeader({ title, tabTitle, crumbs = [], facts, actions }: PageHeaderProps) {
  useTitle(tabTitle ?? (typeof title === "string" ? title : null));
  return (
    <header className="page-head">
      <div>
        {crumbs.length === 0 ? null : (
          <nav aria-label={t`Breadcrumb`} className="text-caption text-muted">
            {crumbs.map(({ to, label }) => (
              <Link key={to} to={to}>
                {label}
              </Link>
            ))}
          </nav>
        )}
        <h1 className="text-title">{title}</h1>
        {facts === undefined ? null : <div className="text-body text-muted">{facts}</div>}
      </div>
      {actions === undefined ? null : <div>{actions}</div>}
    </header>
  );
}
