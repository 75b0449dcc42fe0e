/**
 * TypeScript SDK. Every helper takes `apiKey` and `convexUrl`, answers with the server's plain object, throws `ReflexError`,
 * and is sent exactly once. The key is looked for in the argument, `REFLEX_API_KEY`, then the credentials file
 * (`REFLEX_CONFIG_FILE`, `REFLEX_CONFIG_DIR`, `~/.config/reflex/credentials.json`).
 */
import { resolveApiKey, resolveConvexUrl, type Overrides } from "./credentials.ts";
import { ReflexError } from "./errors.ts";
import { asArgument, readObjectFile, textField } from "./files.ts";
import type {
  Created,
  Grant,
  Heartbeat,
  Mode,
  PromoteAnswer,
  DailyCheckpoint,
  ReceiptChain,
  ReceiptRow,
  Refusal,
  RunSummary,
  SessionRow,
  SessionStatus,
} from "./types.ts";
import { call, type Answer, type FunctionKind } from "./wire.ts";

export { ReflexError } from "./errors.ts";
export { credentialsFile, defaultConvexUrl, resolveConvexUrl, type Overrides } from "./credentials.ts";
export type * from "./types.ts";
export type { Answer } from "./wire.ts";

/** The server's validators pin the answers; the contract tests pin that these types say the same. */
async function send<T extends Answer = Answer>(
  kind: FunctionKind,
  name: string,
  args: Record<string, unknown>,
  overrides: Overrides,
  signal?: AbortSignal,
): Promise<T> {
  const apiKey = resolveApiKey(overrides.apiKey);
  return (await call(resolveConvexUrl(overrides.convexUrl), kind, name, { ...args, apiKey }, signal)) as T;
}

/** Splits the overrides from a helper's own arguments. */
function split<T extends Overrides>(options: T): [Omit<T, keyof Overrides>, Overrides] {
  const { apiKey, convexUrl, ...args } = options;
  return [args, { apiKey, convexUrl }];
}

/** Who the key acts for: `{ok, keyId, account: {userId, email, organization: {id, name}}}`. */
export const whoami = (overrides: Overrides = {}): Promise<Answer> => send("query", "whoami", {}, overrides);

export type NewDeployment = {
  name: string;
  modelId?: string | undefined;
  artifactId?: string | undefined;
  robotSchemaId?: string | undefined;
  runtime?: string | undefined;
  /** Default mode of its sessions; `dry_run` unless said. */
  mode?: Mode | undefined;
  spec?: Record<string, unknown> | undefined;
};

/** Creates a deployment of a model. */
export function createDeployment(options: NewDeployment & Overrides): Promise<Created> {
  const [{ spec, ...args }, overrides] = split(options);
  const travels = spec === undefined ? {} : { spec: asArgument(spec) };
  return send("mutation", "createDeployment", { mode: "dry_run", ...defined(args), ...travels }, overrides);
}

/**
 * Creates a deployment from a JSON or YAML file. It needs `name` and one of `modelId`, `model_id`, or an artifact
 * (`artifactId`, `artifact_id`, `artifact`). The whole file travels as `spec`.
 */
export async function createDeploymentFromSpec(path: string, overrides: Overrides = {}): Promise<Created> {
  const spec = await readObjectFile(path);
  const name = textField(path, spec, "name");
  const modelId = textField(path, spec, "modelId", "model_id");
  const artifactId = textField(path, spec, "artifactId", "artifact_id", "artifact");
  if (name === undefined) throw new ReflexError("invalid_spec", `${path} needs "name".`);
  if (modelId === undefined && artifactId === undefined)
    throw new ReflexError("invalid_spec", `${path} needs one of "modelId", "model_id" or "artifactId".`);
  const mode = textField(path, spec, "mode") ?? "dry_run";
  if (mode !== "dry_run" && mode !== "apply_actions") throw new ReflexError("invalid_spec", `${path}: "mode" is dry_run or apply_actions.`);
  return createDeployment({
    name,
    modelId,
    artifactId,
    mode,
    spec,
    robotSchemaId: textField(path, spec, "robotSchemaId", "robot_schema_id"),
    runtime: textField(path, spec, "runtime"),
    ...overrides,
  });
}

export const listDeployments = (overrides: Overrides = {}): Promise<{ deployments: Created[] }> =>
  send("query", "listDeployments", {}, overrides);

export const getDeployment = (deploymentId: string, overrides: Overrides = {}): Promise<Created> =>
  send("query", "getDeployment", { deploymentId }, overrides);

/**
 * Runs the readiness check: a list of named checks, each with result, reason and fix. With `robotId` it looks at that
 * robot too, which a promotion on it wants.
 */
export function runDeploymentDoctor(deploymentId: string, options: { robotId?: string | undefined } & Overrides = {}): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "runReadinessCheck", { deploymentId, ...defined(args) }, overrides);
}

export type SessionRequest = {
  artifactId?: string | undefined;
  deploymentId?: string | undefined;
  robotId?: string | undefined;
  /** `pi0.5` unless said. */
  baseModel?: string | undefined;
  robotType?: string | undefined;
  runtime?: string | undefined;
  /** `dry_run` unless said. */
  mode?: Mode | undefined;
  /** Makes the call idempotent: the same id gets the same session. */
  clientSessionId?: string | undefined;
};

/** Opens a session; the grant's token lives 30 minutes and is what the worker checks. */
export function authorizeSession(options: SessionRequest & Overrides = {}): Promise<Grant | Refusal> {
  const [args, overrides] = split(options);
  return send("mutation", "authorizeSession", { baseModel: "pi0.5", mode: "dry_run", ...defined(args) }, overrides);
}

/**
 * Lets the session's actions reach the arm, for `budgetSeconds` at most. Never retried; on a refusal `unmet` names every
 * condition with its fix.
 */
export function promoteSession(
  sessionId: string,
  options: { mode?: Mode | undefined; budgetSeconds?: number | undefined } & Overrides = {},
): Promise<PromoteAnswer> {
  const [args, overrides] = split(options);
  return send("mutation", "promoteSession", { sessionId, mode: "apply_actions", ...defined(args) }, overrides);
}

/** Closes a session; `reason` is `sdk_closed` unless said. Stops first when actions are applied. */
export function closeSession(sessionId: string, options: { reason?: string | undefined } & Overrides = {}): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "closeSession", { sessionId, reason: "sdk_closed", ...defined(args) }, overrides);
}

export function listSessions(options: { status?: SessionStatus | undefined } & Overrides = {}): Promise<{ sessions: SessionRow[] }> {
  const [args, overrides] = split(options);
  return send("query", "listInferenceSessions", defined(args), overrides);
}

/** Registers a version of a robot schema; `schema` is an object, or the path of a JSON or YAML file. */
export async function registerRobotSchema(
  options: { name: string; schema: string | Record<string, unknown>; robotKind?: string | undefined } & Overrides,
): Promise<Created> {
  const [{ schema, ...args }, overrides] = split(options);
  const document = typeof schema === "string" ? await readObjectFile(schema) : schema;
  return send("mutation", "registerRobotSchema", { ...defined(args), schema: asArgument(document) }, overrides);
}

export const listRobotSchemas = (overrides: Overrides = {}): Promise<{ robotSchemas: Created[] }> =>
  send("query", "listRobotSchemas", {}, overrides);

export function registerRobot(
  options: {
    name: string;
    robotSchemaId: string;
    robotKind?: string | undefined;
    calibrationId?: string | undefined;
    /** Where the hardware emergency stop is, in words for a person on the floor. */
    emergencyStopLocation?: string | undefined;
  } & Overrides,
): Promise<Created> {
  const [args, overrides] = split(options);
  return send("mutation", "registerRobot", defined(args), overrides);
}

export const listRobots = (overrides: Overrides = {}): Promise<{ robots: Created[] }> => send("query", "listRobots", {}, overrides);

/** A single-use token for the robot's machine; lives 3600 s unless `ttlSeconds` says otherwise, 24 h at most. */
export function createPairingToken(robotId: string, options: { ttlSeconds?: number | undefined } & Overrides = {}): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "createPairingToken", { robotId, ...defined(args) }, overrides);
}

/** Turns a pairing token into the robot's own credential (`rbt_...`), once. Needs no API key. */
export function claimPairingToken(
  token: string,
  options: {
    hostname?: string | undefined;
    agentVersion?: string | undefined;
    publicKey?: string | undefined;
    convexUrl?: string | undefined;
  } = {},
): Promise<{ ok: true; robotId: string; credential: string; [key: string]: unknown } | Refusal> {
  const { convexUrl, ...args } = options;
  return call(resolveConvexUrl(convexUrl), "mutation", "claimPairingToken", { token, ...defined(args) }) as ReturnType<
    typeof claimPairingToken
  >;
}

/** First step of a pairing that a person approves: show `userCode` to them, keep `requestCode` to yourself. Needs no key. */
export const startPairingRequest = (
  options: { hostname?: string | undefined; agentVersion?: string | undefined; convexUrl?: string | undefined } = {},
): Promise<{ ok: true; requestCode: string; userCode: string; expiresAt: number; pollEveryMs: number } | Refusal> => {
  const { convexUrl, ...args } = options;
  return call(resolveConvexUrl(convexUrl), "mutation", "startPairingRequest", defined(args)) as ReturnType<typeof startPairingRequest>;
};

/** A pairing token, once, after somebody approved the request: claim it at once. Until then `{ok: false, reason: "pending"}`. */
export const pollPairingRequest = (
  requestCode: string,
  options: { convexUrl?: string | undefined } = {},
): Promise<{ ok: true; token: string } | Refusal> =>
  call(resolveConvexUrl(options.convexUrl), "mutation", "pollPairingRequest", { requestCode }) as ReturnType<typeof pollPairingRequest>;

/** Reports a robot; answers with server time and the session's status, mode, version, lease and any stop. */
export function heartbeatRobot(robotId: string, options: Heartbeat & Overrides & { signal?: AbortSignal } = {}): Promise<Answer> {
  const [{ signal, ...args }, overrides] = split(options);
  return send("mutation", "heartbeatRobot", { robotId, ...defined(args) }, overrides, signal);
}

/** The robot's own account of a run, kept with the receipt; accepted while the session is open. `signed` is the same, signed with the robot's key (`docs/receipts.md`). */
export function reportRunSummary(
  sessionId: string,
  summary: RunSummary,
  options: { signed?: { body: string; signature: string } | undefined } & Overrides = {},
): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "reportRunSummary", { sessionId, summary, ...defined(args) }, overrides);
}

/**
 * Asks a session's robot to stop, with any key. Not an emergency stop. Repeat with the same `sentAt` (epoch ms) until
 * `stop.acknowledgedAt` is set: repeats of one press are one stop.
 */
export function stopSession(
  sessionId: string,
  options: { sentAt?: number | undefined; reason?: string | undefined } & Overrides = {},
): Promise<Answer> {
  const [args, overrides] = split(options);
  return send("mutation", "stopSession", { sessionId, ...defined(args) }, overrides);
}

/** The newest receipts first, at most 200; `before` is the sequence number to continue below. */
export function listReceipts(
  options: {
    deploymentId?: string | undefined;
    robotId?: string | undefined;
    before?: number | undefined;
    limit?: number | undefined;
  } & Overrides = {},
): Promise<{ receipts: ReceiptRow[] }> {
  const [args, overrides] = split(options);
  return send("query", "listReceipts", defined(args), overrides);
}

/** At most 200 signed receipts in the order of the chain, from the sequence number `after` on (exclusive), and all that verifies them. */
export function getReceiptChain(options: { after?: number | undefined } & Overrides = {}): Promise<ReceiptChain> {
  const [args, overrides] = split(options);
  return send("query", "getReceiptChain", defined(args), overrides);
}

/** The daily signed checkpoints of the chain, newest first, made before `before` (epoch ms), at most 200 (`limit`): what can be published. */
export function listReceiptCheckpoints(options: { before?: number | undefined; limit?: number | undefined } & Overrides = {}): Promise<{ checkpoints: DailyCheckpoint[] }> {
  const [args, overrides] = split(options);
  return send("query", "listReceiptCheckpoints", defined(args), overrides);
}

/** One receipt as it is verified: `{row, receipt: {sequence, previousHash, body, hash, signature, keyId}, publicKey}`. */
export const getReceipt = (receiptId: string, overrides: Overrides = {}): Promise<Answer> =>
  send("query", "getReceipt", { receiptId }, overrides);

/** First step of a device approval: show `userCode` to a person, keep `deviceCode` to yourself. Needs no key. */
export const startDeviceLogin = (
  options: { hostname?: string | undefined; convexUrl?: string | undefined } = {},
): Promise<{ ok: true; deviceCode: string; userCode: string; expiresAt: number; pollEveryMs: number } | Refusal> =>
  call(resolveConvexUrl(options.convexUrl), "mutation", "startDeviceLogin", defined({ hostname: options.hostname })) as ReturnType<
    typeof startDeviceLogin
  >;

/** The API key, once, after somebody approved the code; until then `{ok: false, reason: "pending"}`. */
export const pollDeviceLogin = (
  deviceCode: string,
  options: { convexUrl?: string | undefined } = {},
): Promise<{ ok: true; apiKey: string } | Refusal> =>
  call(resolveConvexUrl(options.convexUrl), "mutation", "pollDeviceLogin", { deviceCode }) as ReturnType<typeof pollDeviceLogin>;

/** Without the keys whose value is `undefined`, so that they do not override a default. */
function defined(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
