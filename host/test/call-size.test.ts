import { connect } from "node:net";

import { expect, test } from "vitest";

import { RawClient } from "./raw-client.ts";
import { api, httpClient, startHost } from "./setup.ts";

const LIMIT = 100_000;
const REASON = /more than 100000 bytes.*maxCallBytes/;
const call = (text: string) => JSON.stringify({ path: "notes:add", args: { room: "a", text } });

/** Sends what is given and answers what comes back before the connection ends; of a body that is announced nothing may be sent at all. */
function converse(url: string, pieces: readonly string[]): Promise<string> {
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

test("a call that fits is taken, one that is longer is refused by HTTP with what to do", async () => {
  const host = await startHost({ maxCallBytes: LIMIT });
  await httpClient(host).mutation(api.notes.add, { room: "a", text: "x".repeat(LIMIT - 200) });
  for (const path of ["/api/mutation", "/api/query_batch", "/http/echo"]) {
    const refused = await fetch(`${host.url}${path}`, { method: "POST", body: call("x".repeat(LIMIT)) });
    expect([path, refused.status]).toEqual([path, 413]);
    expect(await refused.json()).toMatchObject({ code: "BodyTooLarge", message: expect.stringMatching(REASON) });
  }
  expect(await httpClient(host).query(api.notes.list, { room: "a" })).toHaveLength(1);
});

test("a body that says its length is refused before any of it has come, one that does not when it has more", async () => {
  const host = await startHost({ maxCallBytes: LIMIT });
  const head = "POST /api/mutation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  expect(await converse(host.url, [`${head}Content-Length: ${LIMIT + 1}\r\n\r\n`])).toMatch(/^HTTP\/1\.1 413 [^]*BodyTooLarge/);
  const chunk = `${(LIMIT / 2).toString(16)}\r\n${"x".repeat(LIMIT / 2)}\r\n`;
  expect(await converse(host.url, [`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, chunk, chunk])).toMatch(
    /^HTTP\/1\.1 413 [^]*BodyTooLarge/,
  );
});

test("what is packed may not be longer when it is unpacked", async () => {
  const { gzipSync } = await import("node:zlib");
  const host = await startHost({ maxCallBytes: LIMIT });
  const body = gzipSync(call("x".repeat(LIMIT)));
  expect(body.length).toBeLessThan(LIMIT);
  expect(
    (await fetch(`${host.url}/api/mutation`, { method: "POST", body: new Uint8Array(body), headers: { "Content-Encoding": "gzip" } }))
      .status,
  ).toBe(400);
});

test("an administrator's tools may send more", async () => {
  const host = await startHost({ maxCallBytes: LIMIT });
  const headers = { Authorization: `Convex ${host.adminKey}` };
  expect((await fetch(`${host.url}/api/mutation`, { method: "POST", headers, body: call("x".repeat(LIMIT)) })).status).toBe(200);
});

test("a socket is told why before it is closed over a message that is too long, and others stay open", async () => {
  const host = await startHost({ maxCallBytes: LIMIT });
  const [wrong, right] = [await RawClient.open(host.url), await RawClient.open(host.url)];
  for (const client of [wrong, right]) client.connect();
  wrong.mutate(0, "notes:add", { room: "a", text: "x".repeat(LIMIT) });
  expect(await wrong.find("FatalError")).toMatchObject({ error: expect.stringMatching(REASON) });
  expect(await wrong.closed()).toBe(1009);
  right.mutate(0, "notes:add", { room: "a", text: "x".repeat(LIMIT - 200) });
  expect(await right.find("MutationResponse")).toMatchObject({ success: true });
});
