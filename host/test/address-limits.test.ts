import { connect } from "node:net";

import { expect, test } from "vitest";

import { RawClient } from "./raw-client.ts";
import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

const LONG = "x".repeat(100_000);
const call = (text: string, room = "a") => JSON.stringify({ path: "notes:add", args: { room, text } });
const post = (url: string, body: string, headers: Record<string, string> = {}, path = "/api/mutation") =>
  fetch(`${url}${path}`, { method: "POST", body, headers });
const notes = async (host: { url: string }, room = "a") =>
  (await httpClient(host as never).query(api.notes.list, { room })) as readonly unknown[];

/** What the host says to pieces of a request, until it closes or has said all. */
function converse(url: string, pieces: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => pieces.forEach((piece) => socket.write(piece)));
    socket.on("data", (data: Buffer) => {
      answer += data.toString("utf8");
      if (answer.includes("}")) socket.destroy();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** A host of which 16,000 bytes of long calls are had at once: one of a hundred thousand, and then none for 84 s. */
const strict = () => startHost({ longCallBytesPerSecond: 1_000 });

test("an address that sends long calls too fast is told when to send again, before any of the next is read", async () => {
  const host = await strict();
  expect((await post(host.url, call(LONG))).status).toBe(200);
  const refused = await post(host.url, call(LONG));
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(70);
  expect(await refused.json()).toEqual({
    code: "TooManyLongCalls",
    message: expect.stringMatching(new RegExp(`1000 bytes a second.*again in ${seconds} s.*longCallBytesPerSecond`)) as string,
  });
  const head = "POST /api/mutation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  expect(await converse(host.url, [`${head}Content-Length: 100000\r\n\r\n`]), "nothing of it was sent").toMatch(/^HTTP\/1\.1 429 /);
  expect(await notes(host)).toHaveLength(1);
});

test("one that does not say its length counts as soon as it is long, and so does what is packed and an HTTP action", async () => {
  const { gzipSync } = await import("node:zlib");
  const host = await strict();
  await post(host.url, call(LONG));
  const head = "POST /api/mutation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  const chunk = `${(40_000).toString(16)}\r\n${"x".repeat(40_000)}\r\n`;
  expect(await converse(host.url, [head, chunk, chunk])).toMatch(/^HTTP\/1\.1 429 /);
  const packed = await fetch(`${host.url}/api/mutation`, {
    method: "POST",
    body: new Uint8Array(gzipSync(call(LONG))),
    headers: { "Content-Encoding": "gzip" },
  });
  expect(packed.status).toBe(429);
  expect((await post(host.url, LONG, {}, "/http/echo")).status).toBe(429);
  const short = await converse(host.url, [head, `${call("hi").length.toString(16)}\r\n${call("hi")}\r\n0\r\n\r\n`]);
  expect(short, "a short one is read whether or not it says so").toMatch(/^HTTP\/1\.1 200 /);
});

test("small calls of that address, of others long ones, and an administrator's go on as if nothing was", async () => {
  const host = await strict();
  await post(host.url, call(LONG));
  expect((await post(host.url, call(LONG))).status).toBe(429);
  for (let n = 0; n < 50; n += 1) expect((await post(host.url, call("stop", "small"))).status).toBe(200);
  expect((await post(host.url, call(LONG, "others"), { "X-Forwarded-For": "203.0.113.7" })).status).toBe(200);
  expect((await post(host.url, call(LONG, "admin"), { Authorization: `Convex ${host.adminKey}` })).status).toBe(200);
});

test("what is too fast by little waits and is then done", async () => {
  // 1.6 MB at once: after sixteen of 100 kB the next ones wait for the seconds by which they are too many.
  const host = await startHost({ longCallBytesPerSecond: 100_000 });
  const begun = performance.now();
  const statuses = await Promise.all(Array.from({ length: 19 }, async () => (await post(host.url, call(LONG))).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(performance.now() - begun).toBeGreaterThan(1_500);
  expect(await notes(host)).toHaveLength(19);
});

test("many values count for what parsing them costs", async () => {
  const host = await startHost({ longCallBytesPerSecond: 100_000 });
  const list = JSON.stringify({
    path: "notes:add",
    args: { room: "a", text: Array.from({ length: 8_000 }, () => Array.from({ length: 20 }, () => 1)) },
  });
  expect((await post(host.url, list)).status, "refused by the function's arguments").toBe(200);
  expect((await post(host.url, list)).status).toBe(429);
});

test("a socket that sends long messages too fast is asked to come back later, and what it sent did not happen", async () => {
  const host = await strict();
  const [greedy, other] = [await RawClient.open(host.url), await RawClient.open(host.url)];
  for (const client of [greedy, other]) client.connect();
  greedy.mutate(0, "notes:add", { room: "a", text: LONG });
  expect(await greedy.find("MutationResponse")).toMatchObject({ success: true });
  greedy.mutate(1, "notes:add", { room: "a", text: LONG });
  expect(await greedy.closed()).toBe(1012);
  other.mutate(0, "notes:add", { room: "a", text: "small" });
  expect(await other.find("MutationResponse")).toMatchObject({ success: true });
  expect(await notes(host)).toHaveLength(2);
});

test("an official client's long messages that wait arrive in order, each once", async () => {
  const host = await startHost({ longCallBytesPerSecond: 100_000 });
  const client = liveClient(host);
  await Promise.all(
    Array.from({ length: 19 }, (_, n) => client.mutation(api.notes.add, { room: "a", text: `${String(n).padStart(2, "0")} ${LONG}` })),
  );
  const texts = (await httpClient(host).query(api.notes.list, { room: "a" })) as { text: string }[];
  expect(texts.toReversed().map(({ text }) => Number(text.slice(0, 2)))).toEqual(Array.from({ length: 19 }, (_, n) => n));
});

test("sockets that one address opens too fast wait, far too many are refused, and another address waits for neither", async () => {
  const host = await startHost({ socketsPerSecond: 2 });
  const begun = performance.now();
  const at: number[] = [];
  const opening = Array.from({ length: 40 }, () => RawClient.open(host.url).then(() => at.push(performance.now() - begun)));
  const refused: string[] = [];
  for (const one of opening) one.catch((error: unknown) => refused.push(String(error)));
  await eventually(() => at.length >= 10 && refused.length > 0);
  const other = performance.now();
  const there = await RawClient.open(host.url, { headers: { "X-Forwarded-For": "203.0.113.7" } });
  expect(performance.now() - other).toBeLessThan(1_000);
  there.connect();
  // Five seconds' worth at once and one that owes nothing, and ten seconds' worth in line.
  expect(refused.length).toBeGreaterThanOrEqual(7);
  expect(refused.length).toBeLessThanOrEqual(10);
  expect(refused.every((reason) => reason.includes("429"))).toBe(true);
  await eventually(() => at.length >= 13);
  expect(at[12] ?? 0, "two a second").toBeGreaterThan(700);
});

test("a host that closes does not wait for sockets in line, and gives them none", async () => {
  const host = await startHost({ socketsPerSecond: 1 });
  const opening = Promise.allSettled(Array.from({ length: 12 }, () => RawClient.open(host.url)));
  await eventually(async () => (await httpClient(host).query(api.notes.list, { room: "a" })) !== undefined);
  const begun = performance.now();
  await host.close();
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect((await opening).some(({ status }) => status === "rejected")).toBe(true);
});

test("an action that nobody is signed in for is not begun for a client that left, and a line of them has an end", async () => {
  const host = await startHost();
  const ask = (path: string, args: object, signal?: AbortSignal) =>
    fetch(`${host.url}/api/action`, { method: "POST", body: JSON.stringify({ path, args }), ...(signal === undefined ? {} : { signal }) });
  const begun = (name: string) => httpClient(host).query(api.counters.get, { name });
  /** Holds both places of the address, from when it resolves on. */
  const holdPlaces = async (name: string, ms: number): Promise<{ done: Promise<unknown> }> => {
    const done = Promise.all([ask("trouble:signAndPause", { name, ms }), ask("trouble:signAndPause", { name, ms })]);
    await eventually(async () => (await begun(name)) === 2);
    return { done };
  };
  const first = await holdPlaces("first", 1_000);
  const leaving = new AbortController();
  const left = Array.from({ length: 20 }, () => ask("counters:addTwice", { name: "left" }, leaving.signal).catch(() => null));
  await new Promise((done) => setTimeout(done, 300));
  leaving.abort();
  await Promise.all([first.done, ...left]);
  expect(await (await ask("counters:addTwice", { name: "stayed" })).json()).toMatchObject({ status: "success", value: 2 });
  expect(await begun("left")).toBe(0);

  await holdPlaces("second", 4_000);
  const answers = await Promise.all(
    Array.from({ length: 270 }, async () => JSON.stringify(await (await ask("trouble:pause", { ms: 1 })).json())),
  );
  const refused = answers.filter((answer) => answer.includes('"status":"error"'));
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) expect(answer).toContain("Too many calls of this address wait already. Send it again in a few seconds.");
});
