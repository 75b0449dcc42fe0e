import { t } from "@lingui/core/macro";

import type { Link } from "#src/lib/link.ts";
import { formatDuration } from "#src/lib/time.ts";

/** `isWithoutData`: its value does not come. */
type Broken = { name: string; severity: number; isWithoutData?: true | undefined };

export type RobotFacts = {
  link: Link;
  mode: "dry_run" | "apply_actions";
  health: "unknown" | "ok" | "warning" | "fault" | "safe_stop";
  hasSession: boolean;
  isPaired: boolean;
  /** What happened and waits for somebody to look. */
  pending?: readonly ("stop_unasked" | "doctor_failed")[] | undefined;
  /** Rules of the organization that it breaks. */
  brokenRules?: readonly Broken[] | undefined;
  /** How long the robot's pairing code may still be claimed, ms; 0 or less: there is none. */
  pairingLeftMs?: number;
};

/** Why a person should look, the worst first. `null` reason: nothing to do. Lower rank is more urgent. */
export function attentionOf(facts: RobotFacts): { rank: number; reason: string | null } {
  const { link, mode, health, hasSession, isPaired, pending = [], pairingLeftMs = 0 } = facts;
  const broken = gravestOf(facts.brokenRules ?? []);
  const isApplying = mode === "apply_actions" && hasSession;
  if (link === "retired") return { rank: 9, reason: null };
  if (isApplying && link === "offline") return { rank: 0, reason: t`Silent while actions were applied` };
  if (health === "fault") return { rank: 1, reason: t`Reports a fault` };
  if (health === "safe_stop") return { rank: 1, reason: t`In safe stop` };
  if (isApplying && link === "late") return { rank: 1, reason: t`Late while actions are applied` };
  if (pending.includes("stop_unasked")) return { rank: 1, reason: t`Stopped, and nobody asked for it` };
  if (broken !== null && broken.rank <= 1) return broken;
  if (hasSession && link === "offline") return { rank: 2, reason: t`Silent during a session` };
  if (broken?.rank === 2) return broken;
  if (health === "warning") return { rank: 3, reason: t`Reports a warning` };
  if (link === "late") return { rank: 3, reason: t`Heartbeats are late` };
  if (pending.includes("doctor_failed")) return { rank: 3, reason: t`Doctor failed` };
  if (broken !== null) return broken;
  // Applying needs eyes, even when all is well.
  if (isApplying) return { rank: 4, reason: null };
  // Someone stands at the robot with a code that runs out.
  if (pairingLeftMs > 0) {
    const left = formatDuration(Math.ceil(pairingLeftMs / 1000) * 1000);
    return { rank: 4, reason: t`Pairing, ${left} left` };
  }
  if (link === "offline") return { rank: 5, reason: t`Offline` };
  if (link === "never") return { rank: 6, reason: isPaired ? t`Paired, never heard` : t`Not paired` };
  return { rank: hasSession ? 7 : 8, reason: null };
}

/** The gravest of the rules that a robot breaks. No rule is more urgent than an arm that moves unseen. */
function gravestOf(rules: readonly Broken[]): { rank: number; reason: string } | null {
  const [gravest] = rules.toSorted((a, b) => a.severity - b.severity);
  if (gravest === undefined) return null;
  const { name, severity } = gravest;
  return { rank: Math.max(1, severity), reason: gravest.isWithoutData ? t`No data for ${name}` : t`Breaks a rule: ${name}` };
}
