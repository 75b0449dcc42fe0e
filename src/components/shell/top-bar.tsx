import { t } from "@lingui/core/macro";
import { Search } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link } from "react-router";

import type { Account } from "#src/api/account.ts";
import { buttonClass } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

import { ConnectionState, ServerOffset } from "./connection-state.tsx";

const menus = () => import("./top-menus.tsx");
const AccountMenu = lazy(() => menus().then((module) => ({ default: module.AccountMenu })));
const OrganizationSwitch = lazy(() => menus().then((module) => ({ default: module.OrganizationSwitch })));
const NoticeBell = lazy(() => import("#src/components/notices/notice-bell.tsx").then((module) => ({ default: module.NoticeBell })));

type TopBarProps = { /** Undefined while it is still asked for. */ account: Account | undefined; onSearch: () => void };

export function TopBar({ account, onSearch }: TopBarProps) {
  return (
    <div className="flex h-topbar items-center gap-4 border-b border-line bg-surface px-4">
      {account?.membership != null && account.memberships.length > 1 ? (
        <Suspense
          fallback={<span className="min-w-0 flex-1 truncate px-2 font-semibold lg:flex-none">{account.membership.organization.name}</span>}
        >
          <OrganizationSwitch shown={account.membership.organization} all={account.memberships} />
        </Suspense>
      ) : (
        <Link to={paths.fleet()} className="min-w-0 flex-1 truncate font-semibold lg:flex-none">
          {account?.membership?.organization.name ?? "Reflex Console"}
        </Link>
      )}
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="hidden h-control-small flex-1 items-center gap-2 rounded-control border border-line bg-background px-3 text-start text-muted hover:border-line-strong lg:mx-auto lg:flex lg:max-w-md"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1">{t`Find a robot, a session, a page`}</span>
        <kbd className="font-sans text-caption">{t`Ctrl K`}</kbd>
      </button>
      <span className="hidden sm:inline">
        <ServerOffset />
      </span>
      <ConnectionState />
      <span className="flex items-center gap-1">
        <button type="button" onClick={onSearch} aria-label={t`Find`} className={`${buttonClass("quiet", "small", true)} lg:hidden`}>
          <Search aria-hidden />
        </button>
        {account === undefined ? (
          <span className="w-[calc(var(--spacing-control-small)*2+0.25rem)]" />
        ) : (
          <>
            <Suspense fallback={<span className="w-control-small" />}>
              <NoticeBell />
            </Suspense>
            <Suspense fallback={<span className="w-control-small" />}>
              <AccountMenu account={account} />
            </Suspense>
          </>
        )}
      </span>
    </div>
  );
}
