const origin = globalThis.location?.origin ?? "http://localhost";

/** Where the Convex client connects. The same origin unless the build says otherwise (Convex Cloud). */
export const convexUrl: string = import.meta.env.VITE_CONVEX_URL ?? origin;

/** Where http actions answer: `/time`, `/stop`. */
export const siteUrl: string = import.meta.env.VITE_CONVEX_SITE_URL ?? `${origin}/http`;
