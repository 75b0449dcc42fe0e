export type Link = "never" | "online" | "late" | "offline" | "retired";

export const lateFactor = 1.5;
export const offlineFactor = 3;

/** The link by the server's receive time, at `now`. A goodbye is kept as `lastSeenAt` with `goodbye`. */
export function linkAt(lastSeenAt: number | null, intervalMs: number, now: number): "never" | "online" | "late" | "offline" {
  if (lastSeenAt === null) return "never";
  const silence = now - lastSeenAt;
  if (silence > offlineFactor * intervalMs) return "offline";
  return silence > lateFactor * intervalMs ? "late" : "online";
}

/** The first moment at which `linkAt` answers something else, `null` when silence changes nothing more. */
export function nextLinkChange(lastSeenAt: number, intervalMs: number, link: Link): number | null {
  if (link === "online") return lastSeenAt + Math.floor(lateFactor * intervalMs) + 1;
  if (link === "late") return lastSeenAt + Math.floor(offlineFactor * intervalMs) + 1;
  return null;
}
