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
    <header className="grid gap-2 pb-5 md:flex md:items-end md:justify-between md:gap-6">
      <div className="grid min-w-0 gap-1">
        {crumbs.length === 0 ? null : (
          <nav aria-label={t`Breadcrumb`} className="flex flex-wrap gap-1.5 text-caption text-muted">
            {crumbs.map((crumb, index) => (
              <span key={crumb.to} className="flex gap-1.5">
                {index === 0 ? null : <span aria-hidden>/</span>}
                <Link to={crumb.to} className="underline decoration-line-strong underline-offset-4 hover:text-foreground">
                  {crumb.label}
                </Link>
              </span>
            ))}
          </nav>
        )}
        <h1 className="text-title break-words">{title}</h1>
        {facts === undefined ? null : <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-body text-muted">{facts}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
