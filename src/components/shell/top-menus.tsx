import { t } from "@lingui/core/macro";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Settings, Sun, UserRound } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "react-router";

import { type Account, type Belonging, useAuthActions } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";
import { roleWords } from "#src/lib/role-words.ts";
import { buttonClass } from "#src/components/ui/button.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { applyTheme, storedTheme, type Theme } from "#src/lib/theme.ts";
import { paths } from "#src/paths.ts";

const themes: readonly { value: Theme; label: string; Mark: typeof Monitor }[] = [
  { value: "system", label: t`System`, Mark: Monitor },
  { value: "light", label: t`Light`, Mark: Sun },
  { value: "dark", label: t`Dark`, Mark: Moon },
];

/** Who is signed in, and the way to the settings, the documentation and out. */
export function AccountMenu({ account }: { account: Account }) {
  const { signOut } = useAuthActions();
  const { pathname } = useLocation();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const name = account.user.name || account.user.email;
  const item = "flex min-h-control w-full items-center gap-2.5 rounded-control px-3 text-start hover:bg-sunken [&_svg]:size-4";
  return (
    <>
      <button type="button" popoverTarget="account" aria-label={t`Account of ${name}`} className={buttonClass("quiet", "small", true)}>
        <UserRound aria-hidden />
      </button>
      <div
        key={pathname}
        id="account"
        popover="auto"
        className="fixed inset-auto top-[calc(var(--spacing-topbar)+0.25rem)] end-3 m-0 w-72 rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised"
      >
        <div className="grid px-3 py-2">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-caption text-muted">
            {account.user.email}
            {account.membership === null ? "" : ` · ${roleWords[account.membership.role]}`}
          </span>
        </div>
        <div className="border-y border-line px-3 py-2.5">
          <Segmented
            label={t`Theme`}
            value={theme}
            onChange={(next) => {
              setTheme(next);
              applyTheme(next);
            }}
            options={themes.map(({ value, label, Mark }) => ({
              value,
              label: (
                <span className="flex items-center gap-1.5">
                  <Mark aria-hidden className="size-4" />
                  {label}
                </span>
              ),
            }))}
          />
        </div>
        <Link to={paths.settingsProfile()} className={item}>
          <Settings aria-hidden />
          {t`Settings`}
        </Link>
        {/* Beside the console, never in its place: an arm may be applying. */}
        <a href="/docs/" target="_blank" className={item}>
          <span aria-hidden className="size-4">
            ?
          </span>
          {t`Documentation`}
        </a>
        <button type="button" className={item} onClick={() => void signOut()}>
          <LogOut aria-hidden />
          {t`Sign out`}
        </button>
      </div>
    </>
  );
}

/** The organization that this tab shows, and the way to another one. Choosing loads the console anew: nothing of the one is left in the other. */
export function OrganizationSwitch({ shown, all }: { shown: Belonging["organization"]; all: readonly Belonging[] }) {
  const { pathname } = useLocation();
  const { name } = shown;
  return (
    <div className="min-w-0 flex-1 lg:flex-none">
      <button
        type="button"
        popoverTarget="organizations"
        aria-label={t`Organization: ${name}. Switch`}
        className="flex min-h-control max-w-full items-center gap-1.5 rounded-control px-2 font-semibold hover:bg-sunken lg:max-w-72"
      >
        <span className="truncate">{name}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
      </button>
      <div
        key={pathname}
        id="organizations"
        popover="auto"
        className="fixed inset-auto top-[calc(var(--spacing-topbar)+0.25rem)] start-3 m-0 max-h-[70dvh] w-72 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised lg:start-[calc(var(--spacing-rail)+0.75rem)]"
      >
        <p className="px-3 py-2 text-caption text-muted">{t`This tab shows one organization. Other tabs keep theirs.`}</p>
        <ul aria-label={t`Your organizations`}>
          {all.map(({ role, organization }) => (
            <li key={organization.id}>
              <button
                type="button"
                aria-current={organization.id === shown.id ? "true" : undefined}
                onClick={() => organization.id !== shown.id && switchOrganization(organization.id)}
                className="flex min-h-control w-full items-center gap-2.5 rounded-control px-3 text-start hover:bg-sunken"
              >
                <span className="grid min-w-0 flex-1">
                  <span className="truncate">{organization.name}</span>
                  <span className="text-caption text-muted">{roleWords[role]}</span>
                </span>
                {organization.id === shown.id ? <Check aria-label={t`Shown here`} className="size-4 shrink-0" /> : null}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
