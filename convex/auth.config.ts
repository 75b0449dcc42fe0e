import type { AuthConfig } from "convex/server";

declare const process: { env: Record<string, string | undefined> };

// The issuer is the site that serves our own JWKS: people's tokens are signed by `auth.ts` itself.
export default {
  providers: [{ domain: process.env.CONVEX_SITE_URL ?? "", applicationID: "convex" }],
} satisfies AuthConfig;
