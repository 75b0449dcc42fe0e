import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { isoBase64URL, isoCBOR, isoUint8Array } from "@simplewebauthn/server/helpers";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { signedIn, type T } from "./fixtures.testing";
import { deploymentKey } from "./keys.testing";

/** Where the dashboard of these tests is; an IP address would have no passkeys. */
export const site = "https://console.example";

const base64 = (bytes: Uint8Array) => isoBase64URL.fromBuffer(new Uint8Array(bytes));
const bytesOf = (text: string) => isoUint8Array.fromUTF8String(text);

/** What a browser or an authenticator would never say, for tests that say it. */
export type Told = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  counter?: number;
  isVerified?: boolean;
  userHandle?: string;
  format?: string;
  statement?: Map<string, unknown>;
};

type Asked = { challenge: string; rp?: { id: string }; rpId?: string; user?: { id: string }; excludeCredentials?: { id: string }[] };

/** An authenticator with one discoverable key, and the browser before it. Counts its signatures from `counter` on; 0 for one that does not count. */
export function standInAuthenticator(counter = 0) {
  const secret = p256.utils.randomSecretKey();
  const id = crypto.getRandomValues(new Uint8Array(16));
  const state = { counter, userHandle: "" };

  const clientData = (type: string, { challenge }: Asked, told: Told) =>
    bytesOf(
      JSON.stringify({
        type: told.type ?? type,
        challenge: told.challenge ?? challenge,
        origin: told.origin ?? site,
        crossOrigin: told.crossOrigin ?? false,
      }),
    );

  /** `attested`: the key too. */
  const authenticatorData = (rpId: string, told: Told, attested: Uint8Array[] = []) => {
    const flags = 0x01 | (told.isVerified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
    const tail = new DataView(new ArrayBuffer(5));
    tail.setUint8(0, flags);
    tail.setUint32(1, told.counter ?? state.counter);
    return isoUint8Array.concat([
      new Uint8Array(sha256(bytesOf(told.rpId ?? rpId))),
      new Uint8Array(tail.buffer),
      ...attested.map((part) => new Uint8Array(part)),
    ]);
  };

  return {
    id: base64(id),
    state,
    create: (options: string, told: Told = {}) => {
      const asked = JSON.parse(options) as Asked;
      state.userHandle = asked.user?.id ?? "";
      const point = p256.getPublicKey(secret, false);
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, point.slice(1, 33)],
          [-3, point.slice(33)],
        ]),
      );
      const data = authenticatorData(asked.rp?.id ?? "", told, [new Uint8Array(16), Uint8Array.of(0, id.length), id, key]);
      const attestation = new Map<string, unknown>([
        ["fmt", told.format ?? "none"],
        ["attStmt", told.statement ?? new Map()],
        ["authData", data],
      ]);
      return {
        id: base64(id),
        clientDataJSON: base64(clientData("webauthn.create", asked, told)),
        // The type of what can be encoded is not exported.
        attestationObject: base64(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
        transports: ["internal"],
      };
    },
    get: (options: string, told: Told = {}) => {
      const asked = JSON.parse(options) as Asked;
      if (state.counter > 0) state.counter += 1;
      const [client, data] = [clientData("webauthn.get", asked, told), authenticatorData(asked.rpId ?? "", told)];
      const signature = p256.sign(isoUint8Array.concat([data, new Uint8Array(sha256(client))]), secret, { format: "der" });
      return {
        id: base64(id),
        clientDataJSON: base64(client),
        authenticatorData: base64(data),
        signature: base64(signature),
        userHandle: told.userHandle ?? state.userHandle,
      };
    },
  };
}

export const password = "correct horse battery";
type As = Awaited<ReturnType<typeof signedIn>>;
type Authenticator = ReturnType<typeof standInAuthenticator>;

export const rows = (t: T, table: "users" | "passkeys" | "passkeyChallenges" | "authSessions" | "rateLimits") =>
  t.run((ctx) => ctx.db.query(table).take(100));
export const entries = async (t: T, action: string) =>
  (await t.run((ctx) => ctx.db.query("auditEntries").take(100))).filter((entry) => entry.action === action);
export const begin = async (t: T) => (await t.action(api.passkeys.begin, {})).options;
export const give = (t: T, assertion: Record<string, string>) => t.action(api.auth.signIn, { provider: "passkey", params: assertion });
export const come = async (t: T, authenticator: Authenticator, told: Told = {}) => await give(t, authenticator.get(await begin(t), told));
export const nobody = /This passkey signs nobody in here/;
export const tooLong = /was used already or took too long/;

export async function beginAdd(as: As, given: { password?: string; code?: string } = { password }) {
  const begun = await as.action(api.passkeys.beginAdd, given);
  if (!begun.ok) throw new Error(begun.reason);
  return begun.options;
}

export async function add(as: As, authenticator: Authenticator, name = "Laptop", told: Told = {}) {
  await as.action(api.passkeys.add, { name, ...authenticator.create(await beginAdd(as), told) });
  return (await as.query(api.passkeys.list, {})).passkeys.find((passkey) => passkey.name === name)?.id as Id<"passkeys">;
}

/** Ann, with a password and one passkey. */
export async function ann(t: T, counter = 0, email = "ann@lab.example") {
  const { userId } = await t.action(internal.setup.createOperator, { email, password });
  const as = await signedIn(t, userId);
  const authenticator = standInAuthenticator(counter);
  return { userId, as, authenticator, id: await add(as, authenticator) };
}

/** As the sign-in by a passkey left it. */
export async function newest(t: T, userId: Id<"users">): Promise<As> {
  const signIn = await t.run((ctx) =>
    ctx.db
      .query("authSessions")
      .withIndex("userId", (q) => q.eq("userId", userId))
      .order("desc")
      .first(),
  );
  return t.withIdentity({ subject: `${userId}|${signIn?._id ?? ""}` });
}

/** The variables of a server that is reached at `site` and signs with a key of its own. */
export async function ourSite(): Promise<Record<string, string>> {
  return { JWT_PRIVATE_KEY: await deploymentKey(), CONVEX_SITE_URL: `${site}/http`, SITE_URL: site };
}
