import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";

import type { Host } from "../src/index.ts";
import { RawClient } from "./raw-client.ts";
import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

const ISSUER = "https://issuer.test";
const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" }] });
const env = { TEST_JWKS: `data:application/json;base64,${Buffer.from(jwks).toString("base64")}` };

const tokenOf = (subject: string) =>
  new SignJWT({ iss: ISSUER, aud: "tests", sub: subject, exp: Math.floor(Date.now() / 1000) + 600 })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .sign(privateKey);

async function userOf(host: Host, subject: string) {
  const client = liveClient(host);
  const token = await tokenOf(subject);
  client.setAuth(async () => token);
  const seen: unknown[] = [];
  client.onUpdate(api.auth.identity, {}, (identity: { subject?: string } | null) => seen.push(identity?.subject));
  await eventually(() => seen.at(-1) === subject);
  return client;
}

async function runsOf(host: Host): Promise<number> {
  const answer = await fetch(`${host.url}/metrics`, { headers: { authorization: `Bearer ${host.adminKey}` } });
  return Number(/^host_query_runs (\d+)$/m.exec(await answer.text())?.[1]);
}

test("a query that never asks who calls runs once for all users", async () => {
  const host = await startHost({ env });
  const users = [await userOf(host, "ada"), await userOf(host, "bob"), await userOf(host, "cy"), liveClient(host)];
  const seen: unknown[] = users.map(() => undefined);
  users.forEach((user, index) => user.onUpdate(api.counters.get, { name: "a" }, (value: unknown) => (seen[index] = value)));
  await eventually(() => seen.every((value) => value === 0));
  const before = await runsOf(host);
  await httpClient(host).mutation(api.counters.add, { name: "a" });
  await eventually(() => seen.every((value) => value === 1));
  expect((await runsOf(host)) - before).toBe(1);
});

test("a shared query that comes to ask who calls answers each user of itself", async () => {
  const host = await startHost({ env });
  const names = ["ada", "bob", "cy"];
  const seen: string[][] = [];
  for (const name of names) {
    const user = await userOf(host, name);
    const values: string[] = [];
    seen.push(values);
    user.onUpdate(api.auth.whoCounts, { name: "a" }, (value: string) => values.push(value));
    await eventually(() => values.at(-1) === "nobody");
  }
  await httpClient(host).mutation(api.counters.add, { name: "a" });
  await eventually(() => seen.every((values, index) => values.at(-1) === names[index]));
  // Never somebody else's, not even for a moment.
  expect(seen).toEqual(names.map((name) => ["nobody", name]));

  // From now on it is known to ask, so that whoever comes later has a query of their own from the start.
  const late = await userOf(host, "dan");
  const values: string[] = [];
  late.onUpdate(api.auth.whoCounts, { name: "b" }, (value: string) => values.push(value));
  await eventually(() => values.at(-1) === "nobody");
  await httpClient(host).mutation(api.counters.add, { name: "b" });
  await eventually(() => values.at(-1) === "dan");
});

test("administrators share with nobody else: they may call internal functions", async () => {
  const host = await startHost();
  const [admin, stranger] = [await RawClient.open(host.url), await RawClient.open(host.url)];
  stranger.connect();
  admin.connect();
  admin.send({ type: "Authenticate", baseVersion: 0, tokenType: "Admin", value: host.adminKey });
  admin.follow(1, "notes:secret", {});
  stranger.follow(1, "notes:secret", {});
  const changeIn = async (client: RawClient) => {
    const transition = await client.find("Transition", ({ modifications }) => Array.isArray(modifications) && modifications.length > 0);
    return (transition["modifications"] as readonly { type: string }[])[0];
  };
  expect(await changeIn(admin)).toMatchObject({ type: "QueryUpdated", value: "secret" });
  expect(await changeIn(stranger)).toMatchObject({ type: "QueryFailed" });
});
