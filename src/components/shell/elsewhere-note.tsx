import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";

import { organizationQueries, switchOrganization } from "#src/api/organization-of-thing.ts";
import { Button } from "#src/components/ui/button.tsx";

/** Ids of the server are long words of small letters and figures. */
const ID = /(?:^|\/)([a-z0-9]{20,})(?:\/|$)/;

/** Where a link leads to something of another organization of this person: which, and the way there. Nothing of it is shown here. */
export function ElsewhereNote() {
  const { pathname, search, hash } = useLocation();
  const id = ID.exec(pathname)?.[1];
  const { data: organization } = useQuery({ ...organizationQueries.ofThing(id ?? ""), enabled: id !== undefined });
  if (organization === undefined || organization === null) return null;
  const { name } = organization;
  return (
    <div role="status" className="grid justify-items-start gap-2 rounded-card border border-line bg-surface p-4">
      <p>{t`It belongs to ${name}, of which you are a member too.`}</p>
      <Button tone="primary" onClick={() => switchOrganization(organization.id, pathname + search + hash)}>{t`Open it in ${name}`}</Button>
    </div>
  );
}
