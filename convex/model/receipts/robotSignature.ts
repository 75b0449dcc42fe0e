import canonicalize from "canonicalize";

import { isSigned, type SignatureCheck } from "../signing/ed25519";
import { isRecord, record } from "./records";

// Pure, and part of every verifier: what the robot's own machine says of a run, in its own words and under its own key.

/** `body` is canonical JSON (RFC 8785), `signature` its Ed25519 signature and `publicKey` the robot's key, both base64url. */
export type RobotSignature = { body: string; signature: string; publicKey: string };

type Run = { sessionId: unknown; robotId: unknown; summary: unknown };
const counts = ["ok", "steps", "appliedSteps", "safeStops"] as const;

/** Whether the robot's key signed exactly this: its id, the session and the counts of the summary. Never throws. */
export function isOfRobot(
  { body, signature, publicKey }: RobotSignature,
  { sessionId, robotId, summary }: Run,
  check: SignatureCheck = isSigned,
): boolean {
  if (!check(body, signature, publicKey)) return false;
  const said = record(body);
  if (said === null || canonicalize(said) !== body || !isRecord(summary)) return false;
  const isAboutIt = said.kind === "robot-run-summary" && said.format === 1 && said.sessionId === sessionId && said.robotId === robotId;
  return isAboutIt && counts.every((name) => said[name] === summary[name]);
}

/** What a receipt's parsed text holds of a robot's signature, genuine or not; null where it holds none. */
export function robotSignatureOf({ robotSignature }: Record<string, unknown>): RobotSignature | null {
  if (!isRecord(robotSignature)) return null;
  const { body, signature, publicKey } = robotSignature;
  return typeof body === "string" && typeof signature === "string" && typeof publicKey === "string" ? { body, signature, publicKey } : null;
}

/** Of a receipt's parsed text: `unsigned` where no robot signed, or wrote before robots did. */
export function robotSignatureIn(
  receipt: Record<string, unknown>,
  check: SignatureCheck = isSigned,
): { kind: "unsigned" | "wrong" } | { kind: "signed"; publicKey: string } {
  const { robotSignature, robot, sessionId, runSummary } = receipt;
  if (robotSignature === undefined || robotSignature === null) return { kind: "unsigned" };
  const signed = robotSignatureOf(receipt);
  if (signed === null) return { kind: "wrong" };
  const run = { sessionId, robotId: isRecord(robot) ? robot.id : null, summary: runSummary };
  return isOfRobot(signed, run, check) ? { kind: "signed", publicKey: signed.publicKey } : { kind: "wrong" };
}
