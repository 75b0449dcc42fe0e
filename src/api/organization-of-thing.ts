import { convexQuery } from "@convex-dev/react-query";
import { queryOptions } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";

export { switchOrganization } from "#src/api/organization.ts";

export const organizationQueries = {
  /** The organization of this person in which a thing is, by its id; `null` when it is in none of theirs. */
  ofThing: (id: string) => queryOptions({ ...convexQuery(api.organizations.ofThing, { id }) }),
};
