import { hostname } from "node:os";
import { heartbeatRobot, ReflexError, reportRunSummary, sendPicture } from "../src/index.ts";
import { claimRobot, type PairingWords } from "./claim.ts";
import { findRobot, hashToken, readToken, type StoredRobot } from "./credential.ts";
import { signSummary } from "./signing.ts";
import { watchRobot } from "./socket.ts";
import type { Transport } from "./transport.ts";

export const agentVersion = "0.1.0";

/**
 * The robot of a pairing token: claims it and keeps the credential, or finds the credential it was claimed for before, so
 * that a restarted robot needs no new token. Throws `ReflexError` with the server's reason when the claim is refused.
 */
export async function pair(options: {
  token: string;
  convexUrl: string;
  folder: string;
  hostname?: string | undefined;
  /** Shows the words to whoever stands beside the machine; not called where it was paired before. */
  onWords?: (words: PairingWords) => void;
}): Promise<StoredRobot> {
  const token = readToken(options.token);
  const tokenHash = hashToken(token);
  const known = await findRobot(options.folder, (robot) => robot.tokenHash === tokenHash);
  if (known !== null) return known;
  const answer = await claimRobot({
    token,
    convexUrl: options.convexUrl,
    folder: options.folder,
    hostname: options.hostname ?? hostname(),
    agentVersion,
  });
  if (!answer.ok) throw new ReflexError(answer.reason, `The pairing token was refused: ${answer.reason}.`, answer);
  options.onWords?.(answer);
  return answer.robot;
}

/** The robot's line to the server: heartbeats over HTTP, and a socket on which a promotion or a stop arrives at once. */
export function connect(robot: StoredRobot): Transport {
  const as = { apiKey: robot.credential, convexUrl: robot.convexUrl };
  return {
    heartbeat: (fields, signal) => heartbeatRobot(robot.robotId, { ...fields, ...as, signal }),
    summary: (sessionId, summary) => {
      const { robotId, signingSeed } = robot;
      const signed =
        signingSeed === undefined ? undefined : signSummary({ robotId, signingSeed }, { sessionId, summary, at: Date.now(), agentVersion });
      return reportRunSummary(sessionId, summary, { ...as, signed });
    },
    picture: (camera, picture, facts, signal) => sendPicture(camera, picture, { ...facts, ...as, signal }),
    watch: (onPush) => watchRobot(robot, onPush),
  };
}
