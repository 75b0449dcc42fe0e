import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { describe, expect, test } from "vitest";

import type { Host } from "../src/index.ts";
import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

const ISSUER = "https://issuer.test";
const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
const other = await generateKeyPair("ES256", { extractable: true });
const key = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" };
const otherKey = { ...(await exportJWK(other.publicKey)), kid: "two", alg: "ES256", use: "sig" };

const dataUri = (keys: readonly unknown[]) => `data:application/json;base64,${Buffer.from(JSON.stringify({ keys })).toString("base64")}`;

function sign(claims: JWTPayload = {}, header: { kid?: string; alg?: string } = { kid: "one" }) {
  const payload = { iss: ISSUER, aud: "tests", sub: "user-1", exp: Math.floor(Date.now() / 1000) + 60, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", ...header }).sign(privateKey);
}

function withToken(host: Host, token: string) {
  const client = httpClient(host);
  client.setAuth(token);
  return client.query(api.auth.identity, {});
}

describe("tokens of a customJwt provider", () => {
  test("a valid one names the user", async () => {
    const host = await startHost({ env: { TEST_JWKS: dataUri([key, otherKey]) } });
    expect(await withToken(host, await sign({ given_name: "Ada", "custom claim": 1 }))).toMatchObject({
      subject: "user-1",
      issuer: ISSUER,
      tokenIdentifier: `${ISSUER}|user-1`,
      givenName: "Ada",
    });
    expect(await httpClient(host).query(api.auth.identity, {})).toBeNull();
  });

  test("anything less is refused", async () => {
    const host = await startHost({ env: { TEST_JWKS: dataUri([key, otherKey]) } });
    const now = Math.floor(Date.now() / 1000);
    const refused = {
      expired: await sign({ exp: now - 60 }),
      "without end": await sign({ exp: undefined }),
      "other audience": await sign({ aud: "others" }),
      "no audience": await sign({ aud: undefined }),
      "other issuer": await sign({ iss: "https://elsewhere.test" }),
      "no subject": await sign({ sub: undefined }),
      "no kid among several keys": await sign({}, {}),
      "unknown kid": await sign({}, { kid: "three" }),
      "another key's kid": await sign({}, { kid: "two" }),
      unsigned: new UnsecuredJWT({ iss: ISSUER, aud: "tests", sub: "user-1", exp: now + 60 }).encode(),
      "no token": "x.y.z",
    };
    for (const [why, token] of Object.entries(refused)) await expect(withToken(host, token), why).rejects.toThrow();
  });

  test("one key needs no kid", async () => {
    const host = await startHost({ env: { TEST_JWKS: dataUri([{ ...key, kid: undefined }]) } });
    expect(await withToken(host, await sign({}, {}))).toMatchObject({ subject: "user-1" });
  });

  test("a live query runs again as the new user, and as nobody when the token runs out", async () => {
    const host = await startHost({ env: { TEST_JWKS: dataUri([key]) } });
    const client = liveClient(host);
    const seen: unknown[] = [];
    client.onUpdate(api.auth.identity, {}, (identity: { subject?: string } | null) => seen.push(identity?.subject ?? null));
    await eventually(() => seen.length === 1);
    let fetches = 0;
    const changes: boolean[] = [];
    client.setAuth(
      async () => (fetches++ < 2 ? sign({ exp: Math.floor(Date.now() / 1000) + 3, iat: Math.floor(Date.now() / 1000) }) : null),
      (isAuthenticated) => changes.push(isAuthenticated),
    );
    await eventually(() => seen.includes("user-1"));
    await eventually(() => seen.at(-1) === null, 20_000);
    expect(changes).toContain(true);
    expect(changes.at(-1)).toBe(false);
  });
});

describe("passwords with @convex-dev/auth", () => {
  const account = { email: "ada@example.com", password: "correct horse battery" };

  async function signIn(
    host: Host,
    flow: "signIn" | "signUp",
    params: Readonly<Record<string, string>>,
  ): Promise<{ token: string; refreshToken: string }> {
    const answer = await httpClient(host).action(api.auth.signIn, { provider: "password", params: { ...params, flow } });
    return answer.tokens;
  }

  test("sign up, sign in, refresh and sign out", async () => {
    const host = await startHost();
    const { token } = await signIn(host, "signUp", account);
    const client = httpClient(host);
    client.setAuth(token);
    expect(await client.query(api.auth.me, {})).toMatchObject({ email: account.email });

    await expect(signIn(host, "signIn", { ...account, password: "wrong password" })).rejects.toThrow();
    const again = await signIn(host, "signIn", account);
    const refreshed = await httpClient(host).action(api.auth.signIn, { refreshToken: again.refreshToken });
    client.setAuth(refreshed.tokens.token);
    expect(await client.query(api.auth.isAuthenticated, {})).toBe(true);

    await client.action(api.auth.signOut, {});
    expect((await httpClient(host).action(api.auth.signIn, { refreshToken: refreshed.tokens.refreshToken })).tokens).toBeNull();
  });

  test("a live client signs in, and a made-up token is refused", async () => {
    const host = await startHost();
    const { token } = await signIn(host, "signUp", account);
    const client = liveClient(host);
    client.setAuth(async () => token);
    const seen: unknown[] = [];
    client.onUpdate(api.auth.me, {}, (user: { email?: string } | null) => seen.push(user?.email ?? null));
    await eventually(() => seen.includes(account.email));

    const stranger = liveClient(host);
    const changes: boolean[] = [];
    stranger.setAuth(
      async () => `${token.slice(0, -6)}AAAAAA`,
      (isAuthenticated) => changes.push(isAuthenticated),
    );
    await eventually(() => changes.includes(false));
    expect(changes).not.toContain(true);
  });
});
