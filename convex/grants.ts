import { v } from "convex/values";

import { internalQuery } from "./_generated/server";
import { grantKeys } from "./model/sessions/grants";

/** The grants' public key as a JWKS; served by `http.ts`. */
export const keys = internalQuery({
  args: {},
  returns: v.object({
    keys: v.array(
      v.object({
        kty: v.string(),
        crv: v.string(),
        alg: v.string(),
        use: v.string(),
        kid: v.string(),
        x: v.string(),
      }),
    ),
  }),
  handler: (ctx) => grantKeys(ctx),
});
