import { t } from "@lingui/core/macro";

import type { ServerClock } from "#src/api/clock.ts";
import type { Connection } from "#src/api/connection.ts";
import type { Refusals } from "#src/api/hops.ts";
import type { RobotStatus } from "#src/api/robots.ts";
import type { Tone } from "#src/components/ui/badge.tsx";
import type { Shape } from "#src/components/ui/state-mark.tsx";
import type { Link } from "#src/lib/link.ts";

/** How a hop stands: its mark, and what its line is drawn as. `old`: known once, not now. */
export type HopState = { shape: Shape; tone: Tone; word: string; line: "whole" | "thin" | "broken"; isOld?: boolean };

/** A round trip as long as this is felt at every press, ms. */
const SLOW_MS = 1_000;

const notKnown: HopState = { shape: "dash", tone: "neutral", word: t`Not known`, line: "thin", isOld: true };

export function serverHop(connection: Connection, clock: ServerClock): HopState {
  if (connection.kind === "lost") return { shape: "cross", tone: "danger", word: t`Not live`, line: "broken" };
  if (connection.kind === "connecting") return { shape: "dash", tone: "neutral", word: t`Connecting`, line: "thin" };
  if (clock.kind === "known" && clock.roundTripMs >= SLOW_MS) return { shape: "half", tone: "warn", word: t`Slow`, line: "thin" };
  return { shape: "disc", tone: "ok", word: t`Live`, line: "whole" };
}

const links = {
  online: { shape: "disc", tone: "ok", word: t`Online`, line: "whole" },
  late: { shape: "half", tone: "warn", word: t`Late`, line: "thin" },
  offline: { shape: "cross", tone: "danger", word: t`Offline`, line: "broken" },
  never: { shape: "dash", tone: "neutral", word: t`Never seen`, line: "thin" },
  retired: { shape: "square", tone: "neutral", word: t`Retired`, line: "thin" },
} satisfies Record<Link, HopState>;

/** What an agent that is heard, and waits for its turn, is not to be marked for. */
const ordinary = new Set(["robot_elsewhere", "robot_not_online"]);

export function agentHop(connection: Connection, link: Link, refusals: Refusals["agent"]): HopState {
  if (connection.kind !== "connected") return notKnown;
  const state = links[link];
  const isLimited = refusals.some(({ code }) => !ordinary.has(code));
  return link === "online" && isLimited ? { ...state, shape: "triangle", tone: "warn" } : state;
}

const healths = {
  ok: { shape: "disc", tone: "ok", word: t`Healthy`, line: "whole" },
  warning: { shape: "triangle", tone: "warn", word: t`Warning`, line: "thin" },
  safe_stop: { shape: "square", tone: "danger", word: t`Safe stop`, line: "broken" },
  fault: { shape: "diamond", tone: "danger", word: t`Fault`, line: "broken" },
  unknown: { shape: "dash", tone: "neutral", word: t`Unknown`, line: "thin" },
} satisfies Record<RobotStatus["health"], HopState>;

export function armHop(connection: Connection, link: Link, health: RobotStatus["health"], refusals: Refusals["arm"]): HopState {
  if (connection.kind !== "connected" || (link !== "online" && link !== "late")) return notKnown;
  const state = healths[health];
  return state.tone !== "danger" && refusals.length > 0 ? { ...state, shape: "triangle", tone: "warn", line: "thin" } : state;
}
