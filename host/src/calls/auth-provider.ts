import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

import type { AuthProvider } from "../functions/functions.ts";
import { AuthFailure } from "./auth-failure.ts";

/** OpenID Connect fixes no algorithm, so these are the signatures accepted there; `none` and shared secrets are not. */
const OIDC_ALGORITHMS = ["RS256", "ES256"];
const CUSTOM_ALGORITHMS = new Set(["RS256", "ES256", "EdDSA"]);

/** Who may sign tokens, and with what. */
export interface Provider {
  /** For messages. */
  readonly title: string;
  readonly issuer: string;
  /** Null accepts any audience: the configuration names none. */
  readonly audience: string | null;
  readonly algorithms: readonly string[];
  keys(): Promise<JWTVerifyGetKey>;
}

/** @throws when `auth.config.ts` leaves out what is needed, or asks for an algorithm that is not safe here */
export function toProvider(spec: AuthProvider, locate: (url: string) => string): Provider {
  if (spec.type === "customJwt") {
    const { issuer, jwks, algorithm, applicationID } = spec;
    if (issuer === undefined || jwks === undefined || algorithm === undefined)
      throw new Error("auth.config: a customJwt provider needs issuer, jwks and algorithm");
    if (!CUSTOM_ALGORITHMS.has(algorithm)) throw new Error(`auth.config: the algorithm ${algorithm} is not supported`);
    const title = `CustomJWT(issuer=${issuer}, app_id=${applicationID ?? "none"})`;
    return {
      title,
      issuer: withoutSlash(issuer),
      audience: applicationID ?? null,
      algorithms: [algorithm],
      keys: keySource(() => Promise.resolve(locate(jwks)), false),
    };
  }
  const { domain, applicationID } = spec;
  if (domain === undefined || applicationID === undefined)
    throw new Error("auth.config: an OpenID provider needs domain and applicationID");
  const issuer = withoutSlash(/^https?:\/\//.test(domain) ? domain : `https://${domain}`);
  return {
    title: `OIDC(domain=${domain}, app_id=${applicationID})`,
    issuer,
    audience: applicationID,
    algorithms: OIDC_ALGORITHMS,
    keys: keySource(async () => locate(await discover(locate(issuer))), true),
  };
}

/** Resolves the key set once; a failure is not remembered, so a provider that was down works when it is back. */
function keySource(find: () => Promise<string>, mayOmitName: boolean): () => Promise<JWTVerifyGetKey> {
  let found: Promise<JWTVerifyGetKey> | undefined;
  return () => {
    found ??= find().then((location) => fetchKeys(location, mayOmitName));
    found.catch(() => (found = undefined));
    return found;
  };
}

async function fetchKeys(location: string, mayOmitName: boolean): Promise<JWTVerifyGetKey> {
  if (location.startsWith("data:")) {
    const text = await (await fetch(location)).text();
    const set: unknown = parseJson(text);
    if (!isKeySet(set))
      throw new Error(`Invalid JWKS response body: the data URI in auth.config is ${set === null ? "not valid JSON" : "no key set"}`);
    return needKid(createLocalJWKSet(set), () => set, mayOmitName);
  }
  const remote = createRemoteJWKSet(new URL(location), { cooldownDuration: 5_000, timeoutDuration: 5_000 });
  return needKid(remote, () => remote.jwks(), mayOmitName);
}

/**
 * Without `kid`, a token could be tried against each key of a set until one fits, so there must be nothing to choose. Tokens of
 * `@convex-dev/auth` name no key though its key set does; from others, a key that has a name must be named.
 */
function needKid(keys: JWTVerifyGetKey, current: () => JSONWebKeySet | undefined, mayOmitName: boolean): JWTVerifyGetKey {
  return async (header, token) => {
    const key = await keys(header, token);
    const [only, ...others] = current()?.keys ?? [];
    const mayOmit = only !== undefined && others.length === 0 && (mayOmitName || only.kid === undefined);
    if (header?.kid === undefined && !mayOmit)
      throw new AuthFailure("InvalidAuthHeader", "The token is missing a 'kid': it must name the key that signed it");
    return key;
  };
}

async function discover(issuer: string): Promise<string> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000), redirect: "error" });
  if (!answer.ok) throw new Error(`The auth provider answered ${answer.status} to its discovery URL`);
  const body: unknown = await answer.json();
  const uri = typeof body === "object" && body !== null && "jwks_uri" in body ? body.jwks_uri : undefined;
  if (typeof uri !== "string") throw new Error("The auth provider names no jwks_uri");
  return uri;
}

export const withoutSlash = (url: string | undefined) => (url ?? "").replace(/\/$/, "");

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys);
}
