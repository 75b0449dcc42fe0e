import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { vi } from "vitest";

let count = 0;
export const site = "http://127.0.0.1:4300";

export type Claims = { sub: string; email?: string; email_verified?: unknown; name?: string; [claim: string]: unknown };

/** What an OpenID provider answers, in place of `fetch`; a real one is in `e2e/oidc.spec.ts`. `told`: what it says in its next ID token, beside what it must. */
export async function standInProvider() {
  // Another one each time: keys are remembered by issuer.
  count += 1;
  const issuer = `https://id-${count}.example`;
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256", { extractable: true });
  const codes = new Map<string, { challenge: string; nonce: string; redirect: string; claims: Claims }>();
  const asked: string[] = [];
  const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  const state = { told: {} as Record<string, unknown>, isForged: false, modes: ["query", "fragment"], prompts: undefined as string[] | undefined };

  async function tokens(body: URLSearchParams, authorization: string | null) {
    const given = codes.get(body.get("code") ?? "");
    codes.delete(body.get("code") ?? "");
    if (authorization !== `Basic ${btoa("console:the+secret")}`) return json({ error: "invalid_client" }, 401);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body.get("code_verifier") ?? "")));
    const challenge = btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    if (given === undefined || given.challenge !== challenge || given.redirect !== body.get("redirect_uri")) return json({ error: "invalid_grant" }, 400);
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: "console", iat: seconds, exp: seconds + 60, nonce: given.nonce, ...given.claims, ...state.told };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "1" }).sign(state.isForged ? stranger.privateKey : privateKey);
    return json({ access_token: "access", token_type: "Bearer", id_token: token });
  }

  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === "/.well-known/openid-configuration") {
      return json({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, response_modes_supported: state.modes, prompt_values_supported: state.prompts });
    }
    if (pathname === "/keys") return json({ keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" }] });
    if (pathname === "/token") return await tokens(new URLSearchParams(await request.text()), request.headers.get("authorization"));
    return json({}, 404);
  });

  /** Somebody signs in there: what comes back with the browser. */
  function approve(address: string, claims: Claims): { code: string; state: string } {
    const query = new URL(address).searchParams;
    const code = `code-${codes.size + 1}-${asked.length}`;
    codes.set(code, { challenge: query.get("code_challenge") ?? "", nonce: query.get("nonce") ?? "", redirect: query.get("redirect_uri") ?? "", claims });
    return { code, state: query.get("state") ?? "" };
  }
  return { issuer, approve, state };
}
