import type { Answer, Heartbeat, Moment, RunSummary } from "../src/index.ts";
import type { StopCommand } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { FallReason } from "./lease.ts";

/** How the agent reaches the server; rejects when there was no answer. */
export type Transport = {
  heartbeat: (fields: Heartbeat, signal: AbortSignal) => Promise<Answer>;
  /** Hands over the robot's own account of the run, which the receipt keeps. */
  summary?: (sessionId: string, summary: RunSummary) => Promise<unknown>;
  /** Sends a picture of a camera; times are epoch ms of the robot's clock. Absent: no camera is told of. */
  picture?: (camera: string, picture: Uint8Array, facts: PictureFacts, signal: AbortSignal) => Promise<Answer>;
  /** Calls `onPush` with every change of the robot's session or stop; returns how to end it. Absent: heartbeats alone. */
  watch?: (onPush: (answer: Answer) => void) => () => void;
};

export type PictureFacts = { takenAt: number; sentAt: number; moment?: { sessionId: string; reason: Moment } };

/** Takes a picture: a JPEG, PNG or WebP of at most 100 KB. One at a time; what takes longer than 5 s, or throws, is left out. */
export type Camera = () => Promise<Uint8Array> | Uint8Array;

export type AgentEvent =
  | { kind: "session"; sessionId: string | null }
  | { kind: "applying" }
  | { kind: "fell"; reason: FallReason }
  | { kind: "stop"; command: StopCommand }
  | { kind: "code"; code: string; forMs: number }
  | { kind: "code_unshown"; message: string }
  | { kind: "fault"; message: string }
  | { kind: "refused"; reason: string }
  | { kind: "picture_failed"; camera: string; message: string }
  | { kind: "offline"; error: unknown }
  | { kind: "online" };

export type AgentOptions = {
  /** Between two heartbeats, ms. */
  intervalMs?: number;
  controlHz?: number;
  /** By name, at most 4. Taken once a second while somebody looks, and at the key moments of each run. */
  cameras?: Readonly<Record<string, Camera>>;
  clock?: Clock;
  onEvent?: (event: AgentEvent) => void;
};
