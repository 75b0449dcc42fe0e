import { setTimeout as wait } from "node:timers/promises";
import { pollPairingRequest, ReflexError, startPairingRequest } from "../src/index.ts";
import { agentVersion } from "./connect.ts";

/** What a person needs to find the machine that asks. */
export type PairingRequest = {
  /** Eight letters, such as `BCDF-GHJK`: the dashboard shows the same ones. */
  userCode: string;
  /** Where the answer is given; made for a QR code. */
  link: string;
  /** Epoch ms, the server's clock. */
  expiresAt: number;
};

/**
 * Asks the console to be paired and waits until a person there has said which robot this machine is.
 *
 * @param options.onRequest shows the code and the link to whoever stands beside the machine
 * @returns a pairing token, which lives 60 s: claim it at once
 * @throws ReflexError with reason `denied`, `expired` or `rate_limited`
 */
export async function askForToken(options: {
  convexUrl: string;
  hostname: string;
  onRequest: (request: PairingRequest) => void;
}): Promise<string> {
  const { convexUrl, hostname, onRequest } = options;
  const started = await startPairingRequest({ hostname, agentVersion, convexUrl });
  if (!started.ok) throw new ReflexError(started.reason, `The console takes no more requests now: ${started.reason}.`, started);
  const { requestCode, userCode, expiresAt, pollEveryMs } = started;
  onRequest({ userCode, expiresAt, link: `${convexUrl}/robots/join?code=${userCode}` });
  for (;;) {
    await wait(pollEveryMs);
    const answer = await pollPairingRequest(requestCode, { convexUrl });
    if (answer.ok) return answer.token;
    if (answer.reason !== "pending")
      throw new ReflexError(answer.reason, `The request to be paired was not granted: ${answer.reason}.`, answer);
  }
}
