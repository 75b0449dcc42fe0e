import { resolveConvexUrl, type Overrides } from "./credentials.ts";
import { defined, send } from "./send.ts";
import type { Refusal } from "./types.ts";
import { call, type Answer } from "./wire.ts";

/** Who the key acts for: `{ok, keyId, account: {userId, email, organization: {id, name}}}`. */
export const whoami = (overrides: Overrides = {}): Promise<Answer> => send("query", "whoami", {}, overrides);

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
