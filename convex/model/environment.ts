import { env } from "../_generated/server";

type Name =
  | "REFLEX_WORKER_URL"
  | "REFLEX_PRIME_URL"
  | "IS_TEST"
  | "REFLEX_WEBHOOKS_ANYWHERE"
  | "REFLEX_MAIL_URL"
  | "REFLEX_MAIL_TOKEN"
  | "SITE_URL"
  | "JWT_PRIVATE_KEY"
  | "OIDC_ISSUER"
  | "OIDC_CLIENT_ID"
  | "OIDC_CLIENT_SECRET"
  | "OIDC_NAME";

// Declared here and not in a `convex.config.ts`: every one is optional and set on the deployment.
const variables: Readonly<Record<string, string | undefined>> = env;

export const variable = (name: Name): string | null => variables[name] ?? null;
