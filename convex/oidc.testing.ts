import { exportJWK, SignJWT } from "jose";
import { vi } from "vitest";

import { api, internal } from "./_generated/api";
import { seedOrganization, signedIn, type T } from "./fixtures.testing";
import { deploymentKey, keysOf } from "./keys.testing";

let count = 0;
export const site = "http://127.0.0.1:4300";

export type Claims = { sub: string; email?: string; email_verified?: unknown; name?: string; [claim: string]: unknown };

/** What an OpenID provider answers, in place of `fetch`; a real one is in `e2e/openid.spec.ts`. `told`: what it says in its next ID token, beside what it must. */
export async function standInProvider() {
  // Another one each time: keys are remembered by issuer.
  count += 1;
  const issuer = `https://id-${count}.example`;
  // Those of one test differ.
  const { privateKey, publicKey } = await keysOf(`provider ${count % 4}`);
  const stranger = await keysOf("stranger");
  const codes = new Map<string, { challenge: string; nonce: string; redirect: string; claims: Claims }>();
  const asked: string[] = [];
  const json = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  const state = {
    told: {} as Record<string, unknown>,
    isForged: false,
    modes: ["query", "fragment"],
    prompts: undefined as string[] | undefined,
  };

  async function tokens(body: URLSearchParams, authorization: string | null) {
    const given = codes.get(body.get("code") ?? "");
    codes.delete(body.get("code") ?? "");
    if (authorization !== `Basic ${btoa("console:the+secret")}`) return json({ error: "invalid_client" }, 401);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body.get("code_verifier") ?? "")));
    const challenge = btoa(String.fromCharCode(...digest))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    if (given === undefined || given.challenge !== challenge || given.redirect !== body.get("redirect_uri"))
      return json({ error: "invalid_grant" }, 400);
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: "console", iat: seconds, exp: seconds + 60, nonce: given.nonce, ...given.claims, ...state.told };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .sign(state.isForged ? stranger.privateKey : privateKey);
    return json({ access_token: "access", token_type: "Bearer", id_token: token });
  }

  const others = fetch;
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    if (origin !== issuer) return await others(request);
    asked.push(pathname);
    if (pathname === "/.well-known/openid-configuration") {
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_modes_supported: state.modes,
        prompt_values_supported: state.prompts,
      });
    }
    if (pathname === "/keys") return json({ keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" }] });
    if (pathname === "/token") return await tokens(new URLSearchParams(await request.text()), request.headers.get("authorization"));
    return json({}, 404);
  });

  /** Somebody signs in there: what comes back with the browser. */
  function approve(address: string, claims: Claims): { code: string; state: string } {
    const query = new URL(address).searchParams;
    const code = `code-${codes.size + 1}-${asked.length}`;
    codes.set(code, {
      challenge: query.get("code_challenge") ?? "",
      nonce: query.get("nonce") ?? "",
      redirect: query.get("redirect_uri") ?? "",
      claims,
    });
    return { code, state: query.get("state") ?? "" };
  }
  return { issuer, approve, state };
}

/** The variables of a server at `site` with this provider. */
export async function ourProvider(provider: StandIn): Promise<Record<string, string>> {
  return {
    JWT_PRIVATE_KEY: await deploymentKey(),
    ...{ CONVEX_SITE_URL: `${site}/http`, SITE_URL: site },
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: "console", OIDC_CLIENT_SECRET: "the secret", OIDC_NAME: "Lab Login" },
  };
}

export type StandIn = Awaited<ReturnType<typeof standInProvider>>;
export type Back = { code: string; state: string; iss?: string };
type As = Awaited<ReturnType<typeof signedIn>>;

export const attempt = "a1".repeat(32);
export const password = "correct horse battery";
/** Of the provider that the variables name. */
export const server = "server";
export const bob = { sub: "bob-1", email: "Bob@Lab.example", email_verified: true, name: "Bob" };

export const begin = async (t: T, more: { asksAgain?: boolean; provider?: string } = {}) =>
  (await t.action(api.oidc.begin, { provider: server, attempt, origin: site, ...more })).address;
export const give = (t: T, back: Back, more: Record<string, string> = {}) =>
  t.action(api.auth.signIn, { provider: "oidc", params: { attempt, ...back, ...more } });
export const rows = (t: T, table: "users" | "identities" | "memberships" | "authSessions" | "oidcAttempts" | "signInProviders") =>
  t.run((ctx) => ctx.db.query(table).take(100));
export const entries = async (t: T, action: string) =>
  (await t.run((ctx) => ctx.db.query("auditEntries").take(100))).filter((entry) => entry.action === action);

export async function invited(t: T, email = "bob@lab.example") {
  const people = await seedOrganization(t);
  const { invitation } = await people.admin.as.mutation(api.invitations.create, { email, role: "operator" });
  return { people, invitation };
}

/** What people do at one provider, and here with what it says. */
export function at(provider: StandIn, id = server) {
  const goThere = async (t: T, claims: Claims) => provider.approve(await begin(t, { provider: id }), claims);
  const come = async (t: T, claims: Claims, more: Record<string, string> = {}) => await give(t, await goThere(t, claims), more);
  async function roundTrip(as: As, purpose: "connect" | "confirm", claims: Claims, more: { password?: string } = {}) {
    const begun = await as.action(api.oidc.beginSignedIn, { provider: id, attempt, origin: site, purpose, ...more });
    if (!begun.ok) return begun;
    return await as.action(api.oidc.finish, { attempt, ...provider.approve(begun.address, claims) });
  }
  /** Ann, who has a password and an account at the provider that she has connected. */
  async function ann(t: T) {
    const { userId } = await t.action(internal.setup.createOperator, { email: "ann@lab.example", password });
    const as = await signedIn(t, userId);
    await roundTrip(as, "connect", { sub: "ann-1" }, { password });
    return { userId, as };
  }
  return { goThere, come, roundTrip, ann };
}
