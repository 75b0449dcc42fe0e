export type Link = "never" | "online" | "late" | "offline" | "retired";

type LinkFacts = {
  /** What the server's sweep wrote last. */
  link: Link;
  /** Server receive time of the last heartbeat, epoch ms. */
  lastSeenAt: number | null;
  /** What the robot promised, ms. */
  intervalMs: number | null;
};

/**
 * The link as it must be true at `now` (server time, ms). The server writes changes by a sweep, so between
 * two sweeps the browser ages the fact itself: it may call a robot worse than the server wrote, never better.
 */
export function linkAt({ link, lastSeenAt, intervalMs }: LinkFacts, now: number): Link {
  if (link !== "online" && link !== "late") return link;
  if (lastSeenAt === null || intervalMs === null) return link;
  const silence = now - lastSeenAt;
  if (silence > 3 * intervalMs) return "offline";
  return link === "late" || silence > 1.5 * intervalMs ? "late" : "online";
}

/** Since when `link` (from `linkAt`) has been so, epoch ms: what the server wrote, or when the silence became that long. */
export function linkSinceAt(link: Link, { link: written, linkSince, lastSeenAt, intervalMs }: LinkFacts & { linkSince: number }): number {
  if (link === written || lastSeenAt === null || intervalMs === null) return linkSince;
  return lastSeenAt + (link === "offline" ? 3 : 1.5) * intervalMs;
}
