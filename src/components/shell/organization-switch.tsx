import { Check, ChevronsUpDown } from "lucide-react";
import { useLocation } from "react-router";

import type { Belonging } from "#src/api/account.ts";
import { switchOrganization } from "#src/api/organization.ts";

/** The organization that this tab shows, and the way to another one. Choosing loads the console anew: nothing of the one is left in the other. */
export function OrganizationSwitch({ shown, all }: { shown: Belonging["organization"]; all: readonly Belonging[] }) {
  const { pathname } = useLocation();
  return (
    <div className="min-w-0 flex-1 lg:flex-none">
      <button type="button" popoverTarget="organizations" aria-label={`Organization: ${shown.name}. Switch`} className="flex min-h-control max-w-full items-center gap-1.5 rounded-control px-2 font-semibold hover:bg-sunken lg:max-w-72">
        <span className="truncate">{shown.name}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
      </button>
      <div
        key={pathname}
        id="organizations"
        popover="auto"
        className="fixed inset-auto top-[calc(var(--spacing-topbar)+0.25rem)] left-3 m-0 max-h-[70dvh] w-72 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised lg:left-[calc(var(--spacing-rail)+0.75rem)]"
      >
        <p className="px-3 py-2 text-caption text-muted">This tab shows one organization. Other tabs keep theirs.</p>
        <ul aria-label="Your organizations">
          {all.map(({ role, organization }) => (
            <li key={organization.id}>
              <button
                type="button"
                aria-current={organization.id === shown.id ? "true" : undefined}
                onClick={() => organization.id !== shown.id && switchOrganization(organization.id)}
                className="flex min-h-control w-full items-center gap-2.5 rounded-control px-3 text-left hover:bg-sunken"
              >
                <span className="grid min-w-0 flex-1"><span className="truncate">{organization.name}</span><span className="text-caption text-muted">{role}</span></span>
                {organization.id === shown.id ? <Check aria-label="Shown here" className="size-4 shrink-0" /> : null}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
