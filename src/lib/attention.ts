import type { Link } from "#src/lib/link.ts";

export type RobotFacts = {
  link: Link;
  mode: "dry_run" | "apply_actions";
  health: "unknown" | "ok" | "warning" | "fault" | "safe_stop";
  hasSession: boolean;
  isPaired: boolean;
  /** How long the robot's pairing code may still be claimed, ms; 0 or less: there is none. */
  pairingLeftMs?: number;
};

/** Why a person should look, the worst first. `null` reason: nothing to do. Lower rank is more urgent. */
export function attentionOf({ link, mode, health, hasSession, isPaired, pairingLeftMs = 0 }: RobotFacts): { rank: number; reason: string | null } {
  const isApplying = mode === "apply_actions" && hasSession;
  if (link === "retired") return { rank: 9, reason: null };
  if (isApplying && link === "offline") return { rank: 0, reason: "Silent while actions were applied" };
  if (health === "fault") return { rank: 1, reason: "Reports a fault" };
  if (health === "safe_stop") return { rank: 1, reason: "In safe stop" };
  if (isApplying && link === "late") return { rank: 1, reason: "Late while actions are applied" };
  if (hasSession && link === "offline") return { rank: 2, reason: "Silent during a session" };
  if (health === "warning") return { rank: 3, reason: "Reports a warning" };
  if (link === "late") return { rank: 3, reason: "Heartbeats are late" };
  // Applying needs eyes, even when all is well.
  if (isApplying) return { rank: 4, reason: null };
  // Someone stands at the robot with a code that runs out.
  if (pairingLeftMs > 0) return { rank: 4, reason: `Pairing, ${Math.ceil(pairingLeftMs / 1000)} s left` };
  if (link === "offline") return { rank: 5, reason: "Offline" };
  if (link === "never") return { rank: 6, reason: isPaired ? "Paired, never heard" : "Not paired" };
  return { rank: hasSession ? 7 : 8, reason: null };
}
