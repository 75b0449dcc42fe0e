/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Convex deployment, when the dashboard is not served by its own server. */
  readonly VITE_CONVEX_URL?: string;
  /** Where http actions answer, when not at /http of the same origin. */
  readonly VITE_CONVEX_SITE_URL?: string;
}

/** A catalogue of translations, made a module by src/i18n/vite-plugin.ts. */
declare module "*.po" {
  export const messages: import("@lingui/core").Messages;
  /** In a build: the words of each page, by its file under src/pages. */
  export const pages: Readonly<Record<string, () => Promise<{ messages: import("@lingui/core").Messages }>>> | undefined;
}
