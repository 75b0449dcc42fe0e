import type { Doc, Id } from "../../_generated/dataModel";
import type { Actor } from "../audit";

/** Who acts, and for which organization; everything a model function needs to know of its caller. */
export type Acting = { organizationId: Id<"organizations">; actor: Actor };

/** A signed-in operator. */
export type Me = Acting & { user: Doc<"users">; signIn: Doc<"authSessions">; membership: Doc<"memberships"> };
