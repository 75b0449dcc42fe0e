import { randomBytes } from "node:crypto";
import { claimPairingToken, type Refusal, revealPairing } from "../src/index.ts";
import { hashToken, saveRobot, type StoredRobot } from "./credential.ts";
import { createRobotKey } from "./signing.ts";
import { commitmentOf, pairingWords } from "./words.ts";

/** What a person compares with the pair page. */
export type PairingWords = {
  /** Three, computed here from this machine's own key and the credential that came. */
  words: string[];
  /** Whether the console took this machine's half, without which it cannot show them. */
  isTold: boolean;
};

type Claim = { token: string; convexUrl: string; folder: string; hostname: string; agentVersion?: string };
type Claimed = { ok: true; robot: StoredRobot; robotName: unknown; file: string } & PairingWords;

/** Turns a token into this machine's credential, keeps that, and makes the words that both sides show. */
export async function claimRobot({ token, convexUrl, folder, ...machine }: Claim): Promise<Claimed | Refusal> {
  const { publicKey, signingSeed } = createRobotKey();
  // Known to the console only by its hash until the credential is here: whoever stands between cannot look for words that fit.
  const nonce = randomBytes(32).toString("hex");
  const answer = await claimPairingToken(token, { ...machine, publicKey, commitment: commitmentOf(nonce), convexUrl });
  if (!answer.ok) return answer;
  const { robotId, credential, robotName } = answer;
  const robot = { convexUrl, robotId, credential, tokenHash: hashToken(token), signingSeed };
  const file = await saveRobot(folder, robot);
  const words = pairingWords({ robotId, publicKey, nonce, credential });
  // The machine is paired by now, whatever becomes of the words: a console that did not get them shows none, and says so.
  const isTold = await revealPairing(nonce, { apiKey: credential, convexUrl }).then(
    ({ ok }) => ok,
    () => false,
  );
  return { ok: true, robot, robotName, file, words, isTold };
}

/** What a terminal says of them. */
export const wordsText = ({ words, isTold }: PairingWords): string =>
  isTold
    ? `words to compare: ${words.join(" ")}\nThe page that paired this robot shows the same three. Other words there, or none: say so there, and the pairing is refused.`
    : "The console did not take this machine's words, so there is nothing to compare: pair again before anything moves.";
