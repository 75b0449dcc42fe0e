import { LogOut, Monitor, Moon, Search, Settings, Sun, UserRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation } from "react-router";

import { type Account, useAuthActions } from "#src/api/account.ts";
import { buttonClass } from "#src/components/ui/button.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { applyTheme, storedTheme, type Theme } from "#src/lib/theme.ts";
import { paths } from "#src/paths.ts";

import { ConnectionState, ServerOffset } from "./connection-state.tsx";

const NoticeBell = lazy(() => import("#src/components/notices/notice-bell.tsx").then((module) => ({ default: module.NoticeBell })));

type TopBarProps = { /** Undefined while it is still asked for. */ account: Account | undefined; onSearch: () => void };

export function TopBar({ account, onSearch }: TopBarProps) {
  return (
    <div className="flex h-topbar items-center gap-4 border-b border-line bg-surface px-4">
      <Link to={paths.fleet()} className="min-w-0 flex-1 truncate font-semibold lg:flex-none">
        {account?.membership?.organization.name ?? "Reflex Console"}
      </Link>
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="hidden h-control-small flex-1 items-center gap-2 rounded-control border border-line bg-background px-3 text-left text-muted hover:border-line-strong lg:mx-auto lg:flex lg:max-w-md"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1">Find a robot, a session, a page</span>
        <kbd className="font-sans text-caption">Ctrl K</kbd>
      </button>
      <span className="hidden sm:inline">
        <ServerOffset />
      </span>
      <ConnectionState />
      <span className="flex items-center gap-1">
        <button type="button" onClick={onSearch} aria-label="Find" className={`${buttonClass("quiet", "small", true)} lg:hidden`}>
          <Search aria-hidden />
        </button>
        {account === undefined ? (
          <span className="w-[calc(var(--spacing-control-small)*2+0.25rem)]" />
        ) : (
          <>
            <Suspense fallback={<span className="w-control-small" />}>
              <NoticeBell />
            </Suspense>
            <AccountMenu account={account} />
          </>
        )}
      </span>
    </div>
  );
}

function AccountMenu({ account }: { account: Account }) {
  const { signOut } = useAuthActions();
  const { pathname } = useLocation();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const item = "flex min-h-control w-full items-center gap-2.5 rounded-control px-3 text-left hover:bg-sunken [&_svg]:size-4";
  return (
    <>
      <button type="button" popoverTarget="account" aria-label={`Account of ${account.user.name || account.user.email}`} className={buttonClass("quiet", "small", true)}>
        <UserRound aria-hidden />
      </button>
      <div
        key={pathname}
        id="account"
        popover="auto"
        className="fixed inset-auto top-[calc(var(--spacing-topbar)+0.25rem)] right-3 m-0 w-72 rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised"
      >
        <div className="grid px-3 py-2">
          <span className="truncate font-medium">{account.user.name || account.user.email}</span>
          <span className="truncate text-caption text-muted">
            {account.user.email}
            {account.membership === null ? "" : ` · ${account.membership.role}`}
          </span>
        </div>
        <div className="border-y border-line px-3 py-2.5">
          <Segmented
            label="Theme"
            value={theme}
            onChange={(next) => {
              setTheme(next);
              applyTheme(next);
            }}
            options={[
              { value: "system", label: <span className="flex items-center gap-1.5"><Monitor aria-hidden className="size-4" />System</span> },
              { value: "light", label: <span className="flex items-center gap-1.5"><Sun aria-hidden className="size-4" />Light</span> },
              { value: "dark", label: <span className="flex items-center gap-1.5"><Moon aria-hidden className="size-4" />Dark</span> },
            ]}
          />
        </div>
        <Link to={paths.settingsProfile()} className={item}>
          <Settings aria-hidden />
          Settings
        </Link>
        {/* Beside the console, never in its place: an arm may be applying. */}
        <a href="/docs/" target="_blank" className={item}>
          <span aria-hidden className="size-4">?</span>
          Documentation
        </a>
        <button type="button" className={item} onClick={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </button>
      </div>
    </>
  );
}
