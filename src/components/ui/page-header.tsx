import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { classNames } from "#src/lib/class-names.ts";

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
  const isTop = crumbs.length === 0;
  return (
    <header className={classNames("flex flex-wrap items-center gap-x-3 gap-y-2 pb-5 md:flex-nowrap md:justify-between md:gap-x-6", isTop && "md:items-start")}>
      {/* On a phone a short title shares its row with its action, and what is said of it follows: the list begins a row higher. */}
      <div className={isTop ? "contents min-w-0 gap-1 md:grid" : "grid min-w-0 gap-1 max-md:basis-full"}>
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
        <h1 className={classNames("min-w-0 text-title break-words", isTop && "max-md:grow")}>{title}</h1>
        {facts === undefined ? null : <div className={classNames("flex flex-wrap items-center gap-x-4 gap-y-1 text-body text-muted", isTop && "max-md:order-last max-md:basis-full")}>{facts}</div>}
      </div>
      {actions === undefined ? null : <div className="flex min-w-0 flex-wrap gap-2 md:justify-end">{actions}</div>}
    </header>
  );
}
