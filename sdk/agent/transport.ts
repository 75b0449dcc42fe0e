import type { Answer, Heartbeat, RunSummary } from "../src/index.ts";
import type { StopCommand } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { FallReason } from "./lease.ts";

/** How the agent reaches the server; rejects when there was no answer. */
export type Transport = {
  heartbeat: (fields: Heartbeat, signal: AbortSignal) => Promise<Answer>;
  /** Hands over the robot's own account of the run, which the receipt keeps. */
  summary?: (sessionId: string, summary: RunSummary) => Promise<unknown>;
  /** Calls `onPush` with every change of the robot's session or stop; returns how to end it. Absent: heartbeats alone. */
  watch?: (onPush: (answer: Answer) => void) => () => void;
};

export type AgentEvent =
  | { kind: "session"; sessionId: string | null }
  | { kind: "applying" }
  | { kind: "fell"; reason: FallReason }
  | { kind: "stop"; command: StopCommand }
  | { kind: "code"; code: string; forMs: number }
  | { kind: "code_unshown"; message: string }
  | { kind: "fault"; message: string }
  | { kind: "refused"; reason: string }
  | { kind: "offline"; error: unknown }
  | { kind: "online" };

export type AgentOptions = {
  /** Between two heartbeats, ms. */
  intervalMs?: number;
  controlHz?: number;
  clock?: Clock;
  onEvent?: (event: AgentEvent) => void;
};
