export type Mode = "dry_run" | "apply_actions";
export type SessionStatus = "authorized" | "active" | "closed";

/** What creating answers; other keys as the server adds them. */
export type Created = { id: string; [key: string]: unknown };

/** A refusal a caller may act on, such as `unknown_key` or `no_inference_node_available`. */
export type Refusal = { ok: false; reason: string; [key: string]: unknown };

/** Scoped, expiring credential of one session. `expiresAt` is epoch milliseconds. */
export type Grant = {
  ok: true;
  sessionId: string;
  token: string;
  expiresAt: number;
  primeUrl: string | null;
  workerUrl: string | null;
  [key: string]: unknown;
};

/** One condition of a promotion that does not hold, and what to do about it. */
export type Unmet = { code: string; message: string; fix: string };

export type PromoteAnswer = { ok: true; [key: string]: unknown } | { ok: false; reason: string; unmet?: Unmet[]; [key: string]: unknown };

export type SessionRow = {
  _id: string;
  baseModel: string;
  status: SessionStatus;
  createdAt: number;
  runtime?: string | null;
  robotType?: string | null;
  mode?: Mode | null;
  endedAt?: number | null;
  closeReason?: string | null;
  [key: string]: unknown;
};

/** What is signed of a receipt: `body` is canonical JSON (RFC 8785), `hash` its SHA-256 (hex), `signature` Ed25519 over the text of the hash. `addenda`: what was signed of pictures that came after it, where any did. */
export type SignedReceipt = {
  sequence: number;
  previousHash: string;
  body: string;
  hash: string;
  signature: string;
  keyId: string;
  addenda?: { body: string; signature: string; keyId: string }[];
};

/** A part of the chain; keys are base64url Ed25519 by id, times epoch ms. `head` is the chain's last receipt, `checkpoint` the server's signature on it. */
export type ReceiptChain = {
  receipts: SignedReceipt[];
  publicKeys: Record<string, string>;
  keyTimes: Record<string, { createdAt: number; retiredAt: number | null }>;
  head: { sequence: number; hash: string } | null;
  checkpoint: { body: string; signature: string; keyId: string } | null;
};

/** One a day: the server's signature on where the chain then ended. `at` is epoch ms. */
export type DailyCheckpoint = {
  at: number;
  sequence: number;
  hash: string;
  checkpoint: { body: string; signature: string; keyId: string };
};

export type ReceiptRow = { id: string; timestamp: number; [key: string]: unknown };

/** What a robot says about itself; times are epoch ms of its own clock, the rest in the units of the names. */
export type Heartbeat = {
  sessionId?: string | undefined;
  deploymentId?: string | undefined;
  /** Rises by one with each heartbeat of this process. */
  seq?: number | undefined;
  sentAt?: number | undefined;
  intervalMs?: number | undefined;
  mode?: Mode | undefined;
  state?: string | undefined;
  /** When the three counts began at 0, epoch ms of the robot's clock; another value says that they began anew. */
  countsSince?: number | undefined;
  steps?: number | undefined;
  appliedSteps?: number | undefined;
  safeStops?: number | undefined;
  controlHz?: number | undefined;
  inferenceMs?: number | undefined;
  roundTripMs?: number | undefined;
  batteryPct?: number | undefined;
  temperatureC?: number | undefined;
  cpuPct?: number | undefined;
  /** At most 64 finite numbers, radians. */
  joints?: number[] | undefined;
  /** How far each joint would go at once if actions were applied now; the schema's units, at most 64 finite numbers. */
  firstMove?: number[] | undefined;
  /** The `presence.id` of an earlier answer whose code the robot shows by now. */
  presenceShown?: string | undefined;
  /** Names of the cameras whose pictures it can send, at most 4; in every heartbeat. */
  cameras?: string[] | undefined;
  message?: string | undefined;
  /** True in the last heartbeat of a clean shutdown: the robot is offline at once. */
  goodbye?: boolean | undefined;
  /** Echo of the stop that was obeyed. */
  ack?: { commandId: string; sessionId: string; version: number; motionZero?: boolean } | undefined;
};

/** Why a picture of a run is kept. */
export type Moment = "session_started" | "promoted" | "first_action" | "stopped" | "ended";

export type RunSummary = { ok: boolean; steps: number; appliedSteps: number; safeStops: number; errors: string[]; [key: string]: unknown };
