import { v } from "convex/values";

import { internalMutation } from "./_generated/server";
import { queryAs } from "./functions";
import * as KeyRotation from "./model/signing/keyRotation";
import { nullable } from "./model/shapes";
import * as Signing from "./model/signing/keys";

const purpose = v.union(v.literal("grants"), v.literal("receipts"));

/** Every signing key ever, newest first; the private halves are read out by nothing. Times epoch ms. */
export const keys = queryAs("viewer")({
  args: { purpose },
  returns: v.array(
    v.object({
      keyId: v.string(),
      publicKey: v.string(),
      createdAt: v.number(),
      retiredAt: nullable(v.number()),
      compromised: v.boolean(),
    }),
  ),
  handler: (ctx, args) => Signing.history(ctx, args.purpose),
});

/** For the machine's admin: keys belong to the server and not to one organization. `compromised` distrusts the old one at once. */
export const rotate = internalMutation({
  args: { purpose, compromised: v.optional(v.boolean()), reason: v.string() },
  returns: v.object({ keyId: v.string() }),
  handler: (ctx, args) => KeyRotation.rotate(ctx, args, Date.now()),
});
