import { createHash, timingSafeEqual } from "node:crypto";

import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";

import type { AuthProvider } from "../functions/functions.ts";
import { AuthFailure } from "./auth-failure.ts";
import { parseJson, toProvider, withoutSlash, type Provider } from "./auth-provider.ts";

/** Who makes a call. `admin` may call internal functions; a user's `identity` is what `ctx.auth.getUserIdentity()` answers. */
export type Caller =
  | { readonly kind: "none"; /** Why the given credentials prove nobody. */ readonly failure?: AuthFailure }
  | { readonly kind: "admin"; readonly identity: Identity | null }
  | { readonly kind: "user"; readonly identity: Identity; readonly expiresAt: number; readonly token: string };

/** Claims as the official server names them, with `tokenIdentifier`, `issuer` and `subject`. */
export type Identity = Readonly<Record<string, unknown>> & { readonly tokenIdentifier: string };

export const nobody: Caller = { kind: "none" };

const CLOCK_TOLERANCE_S = 5;
/** A JWT is sent with every request, so a long one is a mistake or an attack. */
const MAX_TOKEN_CHARS = 16_384;

export class Authenticator {
  private readonly providers: readonly Provider[];
  private readonly adminKeyHash: Buffer;

  /**
   * @param providers the list in `auth.config`
   * @param locate where this process reaches a URL; the host's own public URL may not lead back to it from inside
   */
  constructor(providers: readonly AuthProvider[], adminKey: string, locate: (url: string) => string = (url) => url) {
    this.providers = providers.map((spec) => toProvider(spec, locate));
    this.adminKeyHash = sha256(adminKey);
  }

  isAdminKey(key: string): boolean {
    return timingSafeEqual(sha256(key), this.adminKeyHash);
  }

  /**
   * Reads an `Authorization` header.
   *
   * @throws AuthFailure when it names anyone that it does not prove
   */
  async fromHeader(header: string | undefined): Promise<Caller> {
    if (header === undefined || header === "") return nobody;
    const [, scheme, credential] = /^(\S+)\s+(\S+)$/.exec(header) ?? [];
    if (scheme === "Bearer" && credential !== undefined) return this.fromToken(credential);
    if (scheme === "Convex" && credential !== undefined) return this.fromAdminKey(credential);
    throw new AuthFailure("InvalidAuthHeader", "The Authorization header must be `Bearer <token>` or `Convex <key>`");
  }

  /** @param credential an admin key, with `:<base64 identity>` behind it to act as a user */
  fromAdminKey(credential: string, actingAs?: unknown): Caller {
    const colon = credential.indexOf(":");
    if (!this.isAdminKey(colon < 0 ? credential : credential.slice(0, colon)))
      throw new AuthFailure("BadAdminKey", "The admin key is wrong");
    const claims: unknown = colon < 0 ? actingAs : parseJson(Buffer.from(credential.slice(colon + 1), "base64").toString("utf8"));
    if (typeof claims !== "object" || claims === null) return { kind: "admin", identity: null };
    const text = (name: string) => String(new Map(Object.entries(claims)).get(name) ?? "");
    return { kind: "admin", identity: { ...claims, tokenIdentifier: text("tokenIdentifier") || `${text("issuer")}|${text("subject")}` } };
  }

  /** @throws AuthFailure when the token is not valid now, or no provider of `auth.config` answers for it */
  async fromToken(token: string): Promise<Caller> {
    if (token.length > MAX_TOKEN_CHARS) throw new AuthFailure("InvalidAuthHeader", "The token is too long");
    const claims = readClaims(token);
    if (claims.iss === undefined) throw new AuthFailure("InvalidAuthHeader", "The token names no issuer: it has no `iss` claim");
    const matching = this.providers.filter(
      ({ issuer, audience }) => issuer === withoutSlash(claims.iss) && (audience === null || audiencesOf(claims).includes(audience)),
    );
    if (matching.length === 0) {
      const audiences = audiencesOf(claims).join(", ") || "missing";
      const configured = this.providers.map(({ title }) => title).join(", ") || "none";
      throw new AuthFailure(
        "NoAuthProvider",
        `No auth provider found matching the given token: its issuer is ${claims.iss}, its audience is ${audiences}; the configured providers are ${configured}`,
      );
    }
    let reason = "";
    for (const provider of matching) {
      try {
        return await verify(token, provider);
      } catch (error) {
        reason = describeRefusal(error, token, claims);
      }
    }
    throw new AuthFailure("InvalidAuthHeader", `Could not decode token: ${reason}`);
  }
}

async function verify(token: string, provider: Provider): Promise<Caller> {
  const { payload } = await jwtVerify(token, await provider.keys(), {
    algorithms: [...provider.algorithms],
    ...(provider.audience === null ? {} : { audience: provider.audience }),
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ["iss", "sub", "exp", ...(provider.audience === null ? [] : ["aud"])],
  });
  if (payload.iat !== undefined && payload.iat > Date.now() / 1000 + CLOCK_TOLERANCE_S)
    throw new AuthFailure(
      "InvalidAuthHeader",
      `Token was issued in the future; it will be valid in ${Math.round(payload.iat - Date.now() / 1000)} seconds`,
    );
  if (payload.exp === undefined) throw new AuthFailure("InvalidAuthHeader", "The token does not expire");
  return { kind: "user", identity: toIdentity(payload), expiresAt: payload.exp * 1000, token };
}

function describeRefusal(error: unknown, token: string, { exp }: JWTPayload): string {
  if (error instanceof errors.JWTExpired) return `Token expired ${Math.round(Date.now() / 1000 - (exp ?? 0))} seconds ago`;
  if (error instanceof errors.JWKSNoMatchingKey)
    return `the provider has no key with the token's kid, ${decodeProtectedHeader(token).kid ?? "none"}`;
  return error instanceof Error ? error.message : "unknown";
}

function readClaims(token: string): JWTPayload {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    throw new AuthFailure(
      "InvalidAuthHeader",
      "Could not parse the token as a JWT: it must have three base64-encoded parts with dots between them",
    );
  }
}

const RENAMED: Readonly<Record<string, string>> = {
  sub: "subject",
  iss: "issuer",
  given_name: "givenName",
  family_name: "familyName",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  website: "websiteUrl",
  email_verified: "emailVerified",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
  zoneinfo: "timezone",
  locale: "language",
  updated_at: "updatedAt",
};
const PROTOCOL_CLAIMS = new Set(["aud", "exp", "iat", "nbf", "jti"]);

function toIdentity(payload: JWTPayload): Identity {
  const claims = Object.entries(payload).filter(([name]) => !PROTOCOL_CLAIMS.has(name));
  return {
    ...Object.fromEntries(claims.map(([name, value]) => [RENAMED[name] ?? name, value])),
    tokenIdentifier: `${payload.iss ?? ""}|${payload.sub ?? ""}`,
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const audiencesOf = ({ aud }: JWTPayload): readonly string[] => (aud === undefined ? [] : typeof aud === "string" ? [aud] : aud);
