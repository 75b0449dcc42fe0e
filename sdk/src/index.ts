/**
 * TypeScript SDK. Every helper takes `apiKey` and `convexUrl`, answers with the server's plain object, throws `ReflexError`,
 * and is sent exactly once. The key is looked for in the argument, `REFLEX_API_KEY`, then the credentials file
 * (`REFLEX_CONFIG_FILE`, `REFLEX_CONFIG_DIR`, `~/.config/reflex/credentials.json`).
 */
export { ReflexError } from "./errors.ts";
export { credentialsFile, defaultConvexUrl, resolveConvexUrl, type Overrides } from "./credentials.ts";
export type * from "./types.ts";
export type { Answer } from "./wire.ts";

export * from "./deployments.ts";
export * from "./logins.ts";
export * from "./receipts.ts";
export * from "./robots.ts";
export * from "./sessions.ts";
