import { t } from "@lingui/core/macro";
import { useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation } from "react-router";

import { PageHeader } from "#src/components/ui/page-header.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { paths } from "#src/paths.ts";

const tabs = [
  { to: paths.settingsProfile(), label: t`Profile` },
  { to: paths.settingsNotifications(), label: t`Notifications` },
  { to: paths.settingsMembers(), label: t`Members` },
  { to: paths.settingsKeys(), label: t`API keys` },
  { to: paths.settingsEndpoints(), label: t`Inference` },
  { to: paths.alertRules(), label: t`Rules` },
  { to: paths.settingsData(), label: t`Data` },
];

export function Component() {
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the page: where one is, is seen.
  useEffect(() => {
    // Newer browsers answer a promise, which is no clean-up.
    void nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <>
      <PageHeader title={t`Settings`} />
      <nav ref={nav} aria-label={t`Settings`} className="mb-6 flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map(({ to, label }) => (
          <NavLink
            key={to}
            to={to}
            className={({ isActive }) =>
              classNames(
                "flex min-h-control items-center border-b-2 px-3 whitespace-nowrap -outline-offset-2",
                isActive ? "border-foreground text-foreground" : "border-transparent text-muted hover:text-foreground",
              )
            }
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
