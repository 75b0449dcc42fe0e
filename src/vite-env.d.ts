/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Convex deployment, when the dashboard is not served by its own server. */
  readonly VITE_CONVEX_URL?: string;
  /** Where http actions answer, when not at /http of the same origin. */
  readonly VITE_CONVEX_SITE_URL?: string;
}
