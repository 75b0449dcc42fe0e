import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { pollDeviceLogin, startDeviceLogin, whoami } from "../src/index.ts";
import { type Common, leaf, overridesOf, urlOf, wholeNumber } from "./command.ts";
import { exitStatus, facts, note, paint, type Result } from "./io.ts";
import { forgetCredentials, forgetPendingLogin, pendingLogin, saveCredentials, savePendingLogin } from "./store.ts";

type LoginOptions = Common & { timeout: number };

async function login(options: LoginOptions): Promise<Result> {
  const convexUrl = urlOf(options);
  const until = Date.now() + options.timeout * 1_000;
  let pollEveryMs = 2_000;
  let request = pendingLogin(convexUrl, Date.now());
  if (request === null) {
    const started = await startDeviceLogin({ hostname: hostname(), convexUrl });
    if (!started.ok) return { value: started, text: "" };
    const { deviceCode, userCode, expiresAt } = started;
    pollEveryMs = started.pollEveryMs;
    request = { convexUrl, deviceCode, userCode, expiresAt };
    savePendingLogin(request);
  }
  const link = `${convexUrl}/device?code=${request.userCode}`;
  note(`Open ${link}\nand approve this machine if the page shows the code ${paint("bold", request.userCode)}`);
  for (;;) {
    const answer = await pollDeviceLogin(request.deviceCode, { convexUrl });
    if (answer.ok) {
      const path = saveCredentials({ apiKey: answer.apiKey, convexUrl });
      forgetPendingLogin();
      const me = await whoami({ apiKey: answer.apiKey, convexUrl });
      // Never the key itself: it is in the file.
      return { value: { ok: true, file: path, convexUrl, account: me["account"] }, text: `Logged in. The key is in ${path}` };
    }
    if (answer.reason !== "pending") {
      forgetPendingLogin();
      return { value: answer, text: "" };
    }
    const { userCode, expiresAt } = request;
    const waiting = { ok: false, reason: "pending", userCode, link, expiresAt };
    if (Date.now() + pollEveryMs > until) {
      if (options.timeout > 0) note("Nobody has approved it yet.");
      return { value: waiting, text: "Run `reflex login` again when somebody has approved the code.", status: exitStatus.pending };
    }
    await wait(pollEveryMs);
  }
}

/** `login`, `logout` and `whoami`. */
export function addLogin(program: Command): void {
  leaf<LoginOptions>(program, "login", "Get an API key for this machine: a person approves its code in the dashboard", login)
    .option("--timeout <seconds>", "how long to wait for the approval; 0 asks once and returns", wholeNumber(0, 3_600), 600)
    .addHelpText("after", "\nThe request lives 10 minutes and survives between runs: with --timeout 0, run it again after the approval.");

  leaf(program, "logout", "Forget the key of this machine (revoke it in the dashboard under Settings, API keys)", async () => {
    const had = forgetCredentials();
    return { value: { ok: true, had }, text: had ? "Logged out." : "There was no key to forget." };
  });

  leaf(program, "whoami", "Who the key acts for", async (options) => {
    const value = await whoami(overridesOf(options));
    const account = (value["account"] ?? {}) as { email?: string; organization?: { name: string; id: string } };
    return {
      value,
      text: facts({
        organization: account.organization?.name,
        account: account.email,
        role: value["role"],
        robot: value["robotId"],
        key: value["keyId"],
        server: urlOf(options),
      }),
    };
  });
}
