import { v } from "convex/values";

import { pageQuery } from "./functions";
import { organizationOf } from "./model/people/elsewhere";
import { requireSignedIn } from "./model/people/signIns";
import { nullable } from "./model/shapes";

/** For a link that leads nowhere: the organization of this person in which the thing with this id is; `null` when there is none. */
export const ofThing = pageQuery({
  args: { id: v.string() },
  returns: nullable(v.object({ id: v.id("organizations"), name: v.string() })),
  handler: async (ctx, { id }) => {
    const { user } = await requireSignedIn(ctx);
    const found = await organizationOf(ctx, user._id, id);
    return found === null ? null : { id: found._id, name: found.name };
  },
});
