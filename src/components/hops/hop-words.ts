import { t } from "@lingui/core/macro";

import type { HopName } from "#src/api/hops.ts";
import type { Connection } from "#src/api/connection.ts";
import type { Link } from "#src/lib/link.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import type { Act } from "#src/lib/reach.ts";

/** Each act as the control for it calls it. */
export const actWords: Record<Act, string> = {
  start: t`start a dry run`,
  promote: t`promote`,
  extend: t`more time`,
  approve: t`approve`,
  mark: t`mark`,
  close: t`close a session`,
  pair: t`pair`,
  demote: t`back to dry run`,
  stop: t`software stop`,
};

export const ends: Record<HopName, { from: string; to: string }> = {
  server: { from: t`This browser`, to: t`Server` },
  agent: { from: t`Server`, to: t({ message: "Agent", context: "of a robot" }) },
  arm: { from: t({ message: "Agent", context: "of a robot" }), to: t`Arm` },
};

type StopFacts = {
  connection: Connection;
  link: Link;
  isApplying: boolean;
  /** How long after the last heartbeat a lease ends, ms; `null` before a robot has said how often it reports. */
  silenceEndsAfterMs: number | null;
  stopLocation: string | null;
};

/** What the software stop still reaches, and what ends the motion without it. Never nothing: it is said for every state of the way. */
export function stopInWords({ connection, link, isApplying, silenceEndsAfterMs, stopLocation }: StopFacts): string {
  const place = stopLocation === null || stopLocation === "" ? t`no location recorded` : stopLocation;
  const seconds = silenceEndsAfterMs === null ? null : formatNumber(silenceEndsAfterMs / 1_000, 1);
  const isHeard = link === "online" || link === "late";
  if (connection.kind === "lost" && connection.why === "browser_offline") {
    return t`Software stop: tried by HTTPS at every press, but this device is offline. Go by the hardware emergency stop (${place}), or stop from another device.`;
  }
  if (connection.kind !== "connected") {
    return t`Software stop and back to dry run: still tried by HTTPS, which needs no live connection. Otherwise the hardware emergency stop (${place}).`;
  }
  if (!isHeard) {
    if (seconds === null || link === "never") return t`Software stop: the server takes it, and tells the robot once it is heard.`;
    return isApplying
      ? t`Software stop: the server takes it and tells the robot once it is heard. Until then its lease ends the motion, ${seconds} s after its last heartbeat, or the hardware emergency stop (${place}) does.`
      : t`Software stop: the server takes it and tells the robot once it is heard. An arm that still moves: hardware emergency stop (${place}).`;
  }
  return seconds === null
    ? t`Software stop: sent by HTTPS, whether this page is live or not.`
    : t`Software stop: sent by HTTPS, whether this page is live or not. A robot that falls silent goes back to the dry run by itself within ${seconds} s.`;
}
