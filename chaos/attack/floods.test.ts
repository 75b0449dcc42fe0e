import { connect, type Socket } from "node:net";

import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";

import * as reflex from "../../sdk/src/index.ts";
import { rpc } from "../template.ts";
import { heartbeat, openTarget, rawRequest, stateOf, type Target } from "./victim.ts";

// Too much of everything, against the running host: what is too large is refused by name, what is too often waits, and an arm and an
// operator who do nothing wrong are served all the while. `bench/attack.ts` measures by how much slower.

let target: Target;
beforeAll(async () => {
  target = await openTarget();
}, 60_000);
afterAll(async () => {
  await target.close();
});

const arm = () => target.template.arms[0] ?? { robotId: "", credential: "", deploymentId: "" };
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${target.url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

/** The session is as it was, an honest heartbeat is taken, and an operator reads. */
async function allIsWell(before: Awaited<ReturnType<typeof stateOf>>): Promise<void> {
  expect(await stateOf(target)).toEqual(before);
  const beat = () => heartbeat(arm(), target.url, { sessionId: target.sessionId, steps: 100 });
  const first = await beat();
  // The flood of heartbeats was this arm's own: it waits as long as it was told, and no longer.
  if (typeof first.retryAfterMs === "number") await new Promise((done) => setTimeout(done, Number(first.retryAfterMs)));
  expect(typeof first.retryAfterMs === "number" ? await beat() : first).toMatchObject({ ok: true, accepted: true });
}

test("strings of ten megabytes, deep nesting and broken text are refused and change nothing", async () => {
  const before = await stateOf(target);
  const call = (args: string): string => `{"path":"publicApi:createDeployment","format":"json","args":${args}}`;
  const long = "x".repeat(10 * 1024 * 1024);
  const bodies = [
    call(JSON.stringify({ apiKey: long, name: "d", modelId: "m" })),
    call(JSON.stringify({ apiKey: target.as.apiKey, name: long, modelId: "m" })),
    call(`{"apiKey":"${target.as.apiKey}","name":"d","modelId":"m","spec":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    call(`{"apiKey":"${target.as.apiKey}","name":"d","modelId":"m","spec":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`),
    `{"path":"publicApi:createDeployment","args":`,
    "\u0000".repeat(1_000),
    call(`{"apiKey":"${target.as.apiKey}","__proto__":{"role":"admin"},"name":"d","modelId":"m","constructor":1}`),
  ];
  for (const body of bodies) {
    const response = await post("/api/mutation", body);
    const answer: unknown = await response.json().catch(() => null);
    expect(JSON.stringify(answer), body.slice(0, 80)).not.toContain('"status":"success","value":{"ok":true');
    expect(JSON.stringify(answer).length, "an error does not repeat what was sent").toBeLessThan(4_000);
    expect(JSON.stringify(answer)).not.toContain(target.as.apiKey);
  }
  await allIsWell(before);
}, 60_000);

test("the longest robot schema is taken, escaped as widely as JSON can", async () => {
  const about = (text: string) =>
    JSON.stringify({ actions: { action: { shape: [1], limits: [[-1, 1]], safe_stop: [0] } }, control_hz: 25, about: text });
  const schema = about("é".repeat(256 * 1024 - about("").length));
  const escaped = JSON.stringify({
    path: "publicApi:registerRobotSchema",
    format: "json",
    args: { apiKey: target.as.apiKey, name: "the longest", schema },
  }).replaceAll("é", "\\u00e9");
  expect(escaped.length).toBeGreaterThan(1.49 * 1024 * 1024);
  expect(await (await post("/api/mutation", escaped)).json()).toMatchObject({ status: "success", value: { ok: true } });
}, 60_000);

test("a request whose body never ends is given up, and so are a thousand of them", async () => {
  const before = await stateOf(target);
  const slow: Socket[] = Array.from({ length: 1_000 }, () => {
    const socket = connect(target.host.port, "127.0.0.1", () =>
      socket.write("POST /api/mutation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"),
    );
    return socket.on("error", () => undefined);
  });
  await allIsWell(before);
  for (const socket of slow) socket.destroy();
}, 60_000);

test("requests that are no HTTP, or smuggle another, end at once", async () => {
  const before = await stateOf(target);
  const requests = [
    "GET / HTTP/9.9\r\n\r\n",
    "POST /api/mutation HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /api/mutation HTTP/1.1\r\n\r\n",
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /api/sync HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    "GET /..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  ];
  for (const request of requests) {
    const { answer } = await rawRequest(target.host.port, request, 3_000);
    expect(answer, request.slice(0, 60)).toMatch(/^HTTP\/1\.1 (4\d\d|5\d\d)/);
    expect(answer).not.toContain("root:");
  }
  await allIsWell(before);
}, 60_000);

test("a flood of sign-ins waits, and the one who is signed in does not", async () => {
  const attempt = () =>
    post(
      "/api/action",
      JSON.stringify({
        path: "auth:signIn",
        format: "json",
        args: { provider: "password", params: { flow: "signIn", email: "operator@chaos.example", password: "wrong but long enough" } },
      }),
    );
  const answers = await Promise.all(Array.from({ length: 40 }, async () => JSON.stringify(await (await attempt()).json())));
  expect(answers.filter((answer) => answer.includes("rate_limited")).length).toBeGreaterThan(5);
  expect(answers.filter((answer) => answer.includes('"status":"success"')).length).toBe(0);
  expect(await rpc(target.url, "query", "sessions:get", { id: target.sessionId }, target.signedIn)).toMatchObject({ mode: "dry_run" });
}, 60_000);

test("a flood of claims burns the token it guesses at and no other", async () => {
  const { token } = await reflex.createPairingToken(target.template.arms[1]?.robotId ?? "", target.as);
  const guess = `${String(token).slice(0, -4)}AAAA`;
  const claims = await Promise.all(Array.from({ length: 60 }, () => reflex.claimPairingToken(guess, { convexUrl: target.url })));
  expect(claims.filter(({ ok }) => ok)).toEqual([]);
  expect(await reflex.claimPairingToken(String(token), { convexUrl: target.url })).toMatchObject({ ok: false });
  const { token: next } = await reflex.createPairingToken(target.template.arms[1]?.robotId ?? "", target.as);
  const racing = await Promise.all(Array.from({ length: 50 }, () => reflex.claimPairingToken(String(next), { convexUrl: target.url })));
  expect(racing.filter(({ ok }) => ok)).toHaveLength(1);
}, 60_000);

test("guessed links for screens open nothing, leave nothing behind, and a link that is right is served beside them", async () => {
  const before = await stateOf(target);
  // It is an administrator who makes links; the operator of the template is one.
  const made = await rpc<{ id: string; link: string }>(
    target.url,
    "mutation",
    "wallLinks:create",
    { name: "Hall", expiresAt: Date.now() + 3_600_000 },
    target.signedIn,
  );
  const guess = (n: number): string => `${made.link.slice(0, -8)}${n.toString(16).padStart(8, "0")}`;
  const ask = async (kind: "query" | "mutation", path: string, link: string): Promise<string> =>
    JSON.stringify(await (await post(`/api/${kind}`, JSON.stringify({ path, format: "json", args: { link } }))).json());
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? ask("query", "wall:fleet", guess(n)) : ask("mutation", "wall:noteUse", guess(n)))),
  );
  for (const answer of answers) expect(answer).toMatch(/"status":"error".*unauthenticated/);
  expect(await ask("query", "wall:fleet", made.link)).toContain('"status":"success"');
  const [listed] = await rpc<{ lastUsedAt: number | null }[]>(target.url, "query", "wallLinks:list", {}, target.signedIn);
  expect(listed, "no guess counts as use").toMatchObject({ lastUsedAt: null });
  await rpc(target.url, "mutation", "wallLinks:revoke", { id: made.id }, target.signedIn);
  await allIsWell({ ...before, audit: before.audit + 2 });
}, 60_000);

test("a flood of heartbeats is told to wait and still hears its orders", async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => heartbeat(arm(), target.url, { sessionId: target.sessionId, steps: 60 })),
  );
  expect(answers.every(({ ok }) => ok === true)).toBe(true);
  const refused = answers.filter(({ retryAfterMs }) => typeof retryAfterMs === "number");
  expect(refused.length).toBeGreaterThan(50);
  for (const answer of refused) expect(answer["session"]).toMatchObject({ sessionId: target.sessionId });
}, 60_000);

test("sockets that send nonsense, ask for too much or say nothing harm only themselves", async () => {
  const before = await stateOf(target);
  const open = (): Promise<WebSocket> =>
    new Promise((done, refuse) => {
      const socket = new WebSocket(`${target.url.replace("http", "ws")}/api/1.48.0/sync`);
      socket.once("open", () => done(socket));
      socket.once("error", refuse);
    });
  const closed = (socket: WebSocket): Promise<void> =>
    new Promise((done) => (socket.readyState === WebSocket.CLOSED ? done() : socket.once("close", () => done())));
  for (const frame of [
    "nonsense",
    '{"type":"Unknown"}',
    "[".repeat(50_000),
    '{"type":"ModifyQuerySet","baseVersion":99,"newVersion":100,"modifications":[]}',
    "x".repeat(21 * 1024 * 1024),
  ]) {
    const socket = await open();
    socket.on("error", () => undefined);
    socket.send(frame);
    await closed(socket);
  }
  const idle = await Promise.all(Array.from({ length: 500 }, open));
  const greedy = await open();
  greedy.send(JSON.stringify({ type: "Connect", sessionId: crypto.randomUUID(), connectionCount: 0, lastCloseReason: null, clientTs: 0 }));
  const modifications = Array.from({ length: 5_000 }, (_, queryId) => ({
    type: "Add",
    queryId,
    udfPath: "publicApi:listRobots",
    args: [{ apiKey: `rfx_${queryId}` }],
  }));
  greedy.send(JSON.stringify({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications }));
  await closed(greedy);
  await allIsWell(before);
  for (const socket of idle) socket.terminate();
}, 60_000);

// Last, because the session is stopped with it.
test("whoever sends too many long calls is told to wait, and a stop from the same address is not", async () => {
  const long = JSON.stringify({
    path: "publicApi:createDeployment",
    format: "json",
    args: { apiKey: "x".repeat(1_900_000), name: "d", modelId: "m" },
  });
  const flood = Array.from({ length: 30 }, () => post("/api/mutation", long));
  await Promise.race(flood);
  const stopped = await post("/http/stop", JSON.stringify({ sessionId: target.sessionId, reason: "attack" }), target.signedIn);
  const refused = (await Promise.all(flood)).filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(15);
  for (const answer of refused) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(stopped.status).toBe(200);
}, 60_000);
