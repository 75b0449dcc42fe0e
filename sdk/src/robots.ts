import { resolveConvexUrl, type Overrides } from "./credentials.ts";
import { asArgument, readObjectFile } from "./files.ts";
import { defined, send, split } from "./send.ts";
import type { Created, Heartbeat, Moment, Refusal } from "./types.ts";
import { call, type Answer } from "./wire.ts";

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
    /** SHA-256 of the nonce that `revealPairing` gives afterwards (`docs/http.md`): with it, both sides show three words. */
    commitment?: string | undefined;
    convexUrl?: string | undefined;
  } = {},
): Promise<{ ok: true; robotId: string; credential: string; [key: string]: unknown } | Refusal> {
  const { convexUrl, ...args } = options;
  return call(resolveConvexUrl(convexUrl), "mutation", "claimPairingToken", { token, ...defined(args) }) as ReturnType<
    typeof claimPairingToken
  >;
}

/** With the robot's own credential, after the claim: from then on the console shows the three words that the robot shows too. */
export const revealPairing = (nonce: string, overrides: Overrides = {}): Promise<{ ok: true } | Refusal> =>
  send("mutation", "revealPairing", { nonce }, overrides);

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

/**
 * Sends a picture of one of the robot's cameras, with the robot's own credential: a JPEG, PNG or WebP of at most 100 KB. Times are epoch ms of
 * the robot's clock. Live pictures are taken while `picturesUntil` of a heartbeat's answer lasts, at most one a second of a camera; with
 * `moment` it is kept with that run. Answers `{ok: true, at}`, or `{ok: false, reason}` with `not_wanted`, `rate_limited` (`retryAfterMs`),
 * `unknown_camera`, `moments_full` or `session_over`.
 */
export function sendPicture(
  camera: string,
  picture: Uint8Array,
  options: { takenAt: number; sentAt?: number; moment?: { sessionId: string; reason: Moment }; signal?: AbortSignal } & Overrides,
): Promise<Answer> {
  const [{ signal, sentAt = Date.now(), ...args }, overrides] = split(options);
  const base64 = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength).toString("base64");
  return send("mutation", "sendPicture", { camera, picture: base64, sentAt, ...defined(args) }, overrides, signal);
}
