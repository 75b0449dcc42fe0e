import { request } from "node:http";

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";

import { openEngine } from "../src/engine/engine.ts";
import { decodeTs } from "../src/sync/versions.ts";
import { RawClient } from "./raw-client.ts";
import { api, eventually, httpClient, startHost, temporaryFolder } from "./setup.ts";

test("a mutation that is sent again after a reconnect happens once, and answers as it did", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir });
  const sessionId = crypto.randomUUID();
  const first = await RawClient.open(host.url);
  first.connect(sessionId);
  first.mutate(0, "counters:add", { name: "a" });
  const answer = await first.find("MutationResponse");
  first.socket.terminate();

  const second = await RawClient.open(host.url);
  second.connect(sessionId, 1);
  second.mutate(0, "counters:add", { name: "a" });
  expect(await second.find("MutationResponse")).toEqual(answer);

  await host.close();
  const restarted = await startHost({ dataDir });
  const third = await RawClient.open(restarted.url);
  third.connect(sessionId, 2);
  third.mutate(0, "counters:add", { name: "a" });
  third.mutate(1, "counters:add", { name: "a" });
  expect(await third.find("MutationResponse", ({ requestId }) => requestId === 0)).toEqual(answer);
  await third.find("MutationResponse", ({ requestId }) => requestId === 1);
  expect(await httpClient(restarted).query(api.counters.get, { name: "a" })).toBe(2);
});

test("each repeated answer is followed by a transition, though nothing changed", async () => {
  const host = await startHost();
  const sessionId = crypto.randomUUID();
  const first = await RawClient.open(host.url);
  first.connect(sessionId);
  for (const requestId of [0, 1]) first.mutate(requestId, "counters:add", { name: "a" });
  await first.find("MutationResponse", ({ requestId }) => requestId === 1);
  const second = await RawClient.open(host.url);
  second.connect(sessionId, 1);
  for (const requestId of [0, 1]) {
    second.mutate(requestId, "counters:add", { name: "a" });
    await second.find("MutationResponse", (message) => message["requestId"] === requestId);
    await eventually(() => second.received.at(-1)?.type === "Transition");
  }
});

test("two copies of a mutation in flight at once happen once", async () => {
  const host = await startHost();
  const sessionId = crypto.randomUUID();
  const clients = [await RawClient.open(host.url), await RawClient.open(host.url)];
  for (const client of clients) client.connect(sessionId, 1);
  for (const client of clients) client.mutate(7, "counters:add", { name: "a" });
  const answers = await Promise.all(clients.map((client) => client.find("MutationResponse")));
  expect(answers[0]).toEqual(answers[1]);
  expect(await httpClient(host).query(api.counters.get, { name: "a" })).toBe(1);
});

test("transitions follow one another without a gap, and reach the timestamp of each answer", async () => {
  const host = await startHost();
  const client = await RawClient.open(host.url);
  client.connect();
  client.follow(1, "counters:get", { name: "a" });
  for (let n = 0; n < 50; n += 1) client.mutate(n, "counters:add", { name: "a" });
  const last = await client.find("MutationResponse", ({ requestId }) => requestId === 49);
  const lastTs = decodeTs(String(last["ts"])) ?? 0n;
  const endTs = (message: Record<string, unknown>) => decodeTs((message["endVersion"] as { ts: string }).ts) ?? 0n;
  await client.find("Transition", (message) => endTs(message) >= lastTs);
  const transitions = client.received.filter(({ type }) => type === "Transition");
  let version: unknown = { querySet: 0, identity: 0, ts: "AAAAAAAAAAA=" };
  for (const transition of transitions) {
    expect(transition["startVersion"]).toEqual(version);
    version = transition["endVersion"];
  }
  const values = transitions.flatMap(({ modifications }) => (modifications as { value: number }[]).map(({ value }) => value));
  expect(values.at(-1)).toBe(50);
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

test("a token that runs out ends the session with an AuthError", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), alg: "ES256" }];
  const host = await startHost({ env: { TEST_JWKS: `data:application/json,${encodeURIComponent(JSON.stringify({ keys }))}` } });
  const token = await new SignJWT({ iss: "https://issuer.test", aud: "tests", sub: "u", exp: Math.floor(Date.now() / 1000) + 1 })
    .setProtectedHeader({ alg: "ES256" })
    .sign(privateKey);
  const client = await RawClient.open(host.url);
  client.connect();
  client.send({ type: "Authenticate", baseVersion: 0, tokenType: "User", value: token });
  await client.find("Transition", ({ endVersion }) => (endVersion as { identity: number }).identity === 1);
  expect(await client.find("AuthError")).toMatchObject({ baseVersion: 1, authUpdateAttempted: false });
  await client.closed();
});

describe("a client that does not keep to the protocol", () => {
  const wrong: Readonly<Record<string, (client: RawClient) => void>> = {
    "bad JSON": (client) => client.send("{"),
    "no Connect": (client) => client.mutate(0, "counters:add", { name: "a" }),
    "unknown type": (client) => client.send({ type: "Nonsense" }),
    "wrong base version": (client) => {
      client.connect();
      client.follow(1, "counters:get", { name: "a" }, 5);
    },
    "binary frame": (client) => client.socket.send(new Uint8Array([1, 2, 3])),
    "two Connects": (client) => {
      client.connect();
      client.connect();
    },
  };
  test.each(Object.entries(wrong))("%s: is told so and closed", async (_what, act) => {
    const host = await startHost();
    const client = await RawClient.open(host.url);
    act(client);
    await client.find("FatalError");
    await client.closed();
    expect((await fetch(`${host.url}/health`)).status).toBe(200);
  });

  test("a giant frame closes its socket and nothing else", async () => {
    const host = await startHost();
    const client = await RawClient.open(host.url);
    client.connect();
    client.send(JSON.stringify({ type: "Event", event: "x".repeat(21 * 1024 * 1024) }));
    expect(await client.closed()).toBe(1009);
    expect((await fetch(`${host.url}/health`)).status).toBe(200);
  });

  test("a client that does not read is bounded, and gets the newest state when it reads again", async () => {
    const host = await startHost();
    const client = await RawClient.open(host.url);
    client.connect();
    client.follow(1, "notes:list", { room: "big" });
    await client.find("Transition");
    client.socket.pause();
    const writer = httpClient(host);
    for (let n = 0; n < 60; n += 1) await writer.mutation(api.notes.add, { room: "big", text: `${n} ${"x".repeat(200_000)}` });
    const before = client.received.length;
    client.socket.resume();
    type Update = { value: { text: string }[] };
    const isNewest = ({ modifications }: Record<string, unknown>) =>
      (modifications as Update[]).some(({ value }) => value[0]?.text.startsWith("59 ") === true);
    await client.find("Transition", isNewest);
    // Each transition holds 4 MB; without a bound there would be 60.
    expect(client.received.length - before).toBeLessThan(20);
  });
});

test("a client that is gone without a word is dropped", async () => {
  const host = await startHost({ heartbeatMs: 200 });
  const silent = await RawClient.open(host.url, { autoPong: false });
  const alive = await RawClient.open(host.url);
  silent.connect();
  alive.connect();
  await silent.closed();
  expect(alive.closeCode).toBeNull();
});

test("the record of a mutation goes when its answer has certainly arrived", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir, heartbeatMs: 200 });
  const [confirming, silent] = [await RawClient.open(host.url), await RawClient.open(host.url, { autoPong: false })];
  for (const client of [confirming, silent]) {
    client.connect();
    for (let n = 0; n < 5; n += 1) client.mutate(n, "counters:add", { name: "a" });
    await client.find("MutationResponse", ({ requestId }) => requestId === 4);
  }
  await silent.closed();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await host.close();
  const engine = openEngine(dataDir, {});
  const left = engine
    .scanMeta("once/")
    .flatMap(({ value }) => (JSON.parse(value) as [string, [number][]])[1].map(([requestId]) => requestId));
  engine.close();
  expect(left).toEqual([0, 1, 2, 3, 4]);
});

describe("other sites", () => {
  const api_ = (url: string, headers: Record<string, string>) =>
    fetch(`${url}/api/query`, { method: "POST", headers, body: JSON.stringify({ path: "counters:get", args: { name: "a" } }) });

  test("their pages are refused, over HTTP and WebSocket, unless configured", async () => {
    const host = await startHost({ origins: ["http://localhost:5173"] });
    expect((await api_(host.url, { Origin: "https://evil.example" })).status).toBe(403);
    expect((await api_(host.url, { Origin: "null" })).status).toBe(403);
    expect((await api_(host.url, { Origin: host.url })).status).toBe(200);
    const configured = await api_(host.url, { Origin: "http://localhost:5173" });
    expect([configured.status, configured.headers.get("access-control-allow-origin")]).toEqual([200, "http://localhost:5173"]);
    expect((await fetch(`${host.siteUrl}/echo`, { method: "POST", body: "", headers: { Origin: "https://evil.example" } })).status).toBe(
      403,
    );
    await expect(RawClient.open(host.url, { origin: "https://evil.example" })).rejects.toThrow("403");
    await RawClient.open(host.url, { origin: host.url });
  });

  test("a name that somebody's DNS points here is refused", async () => {
    const host = await startHost();
    const status = await new Promise((resolve, reject) => {
      request(`${host.url}/health`, { headers: { Host: "rebound.example" } }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

test("broken HTTP requests are answered, not crashed on", async () => {
  const host = await startHost();
  const post = async (path: string, body: string) => (await fetch(`${host.url}${path}`, { method: "POST", body })).status;
  expect(await post("/api/query", "{")).toBe(400);
  expect(await post("/api/query", "[]")).toBe(400);
  expect(await post("/api/query", '{"path":1}')).toBe(400);
  expect(await post("/api/query", '{"path":"a:b","args":[{},{}]}')).toBe(400);
  expect(await post("/api/nonsense", "{}")).toBe(404);
  expect(await post("/api/mutation", "x".repeat(21 * 1024 * 1024)).catch(() => 413)).toBe(413);
  expect((await fetch(`${host.url}/api/storage/..%2f..%2fkeys.json`)).status).toBe(404);
  expect((await fetch(`${host.url}/metrics`)).status).toBe(401);
  const metrics = await fetch(`${host.url}/metrics`, { headers: { Authorization: `Bearer ${host.adminKey}` } });
  expect(await metrics.text()).toContain("host_sync_sessions 0");
  await eventually(async () => (await fetch(`${host.url}/health`)).ok);
});
