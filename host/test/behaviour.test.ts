import { makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { expect, test } from "vitest";

import { CallError } from "../src/calls/failure.ts";
import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

test("a ConvexError carries its data to every client", async () => {
  const host = await startHost();
  const data = { code: "refused", reason: "bad" };
  await expect(httpClient(host).mutation(api.notes.add, { room: "a", text: "bad" })).rejects.toMatchObject({ data });
  const failure: unknown = await liveClient(host)
    .mutation(api.notes.add, { room: "a", text: "bad" })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConvexError);
  expect(failure).toMatchObject({ data });
  const fromHost: unknown = await host.run("notes:add", { room: "a", text: "bad" }).catch((error: unknown) => error);
  expect(fromHost).toBeInstanceOf(CallError);
  expect(fromHost).toMatchObject({ data });
});

test("arguments and function paths are checked, with a reason", async () => {
  const client = httpClient(await startHost());
  await expect(client.mutation(api.notes.add, { room: 1, text: "x" })).rejects.toThrow(/ArgumentValidationError.*\n?.*room/);
  await expect(client.query(makeFunctionReference<"query">("notes:nothing"), {})).rejects.toThrow(
    "Could not find public function for 'notes:nothing'",
  );
  await expect(client.query(api.notes.secret, {})).rejects.toThrow("Could not find public function for 'notes:secret'");
  await expect(client.query(api.notes.add, {})).rejects.toThrow("defined as mutation");
});

test("the admin key opens internal functions, and a wrong key opens nothing", async () => {
  const host = await startHost();
  const call = (key: string) =>
    fetch(`${host.url}/api/query`, {
      method: "POST",
      headers: { Authorization: `Convex ${key}` },
      body: JSON.stringify({ path: "notes:secret", args: {} }),
    });
  expect(await (await call(host.adminKey)).json()).toMatchObject({ status: "success", value: "secret" });
  expect((await call(`${host.adminKey}x`)).status).toBe(401);
  expect(await host.run("notes:secret")).toBe("secret");
});

test("a mutation learns the address that it was called from, over HTTP and the socket, and none when the host itself calls", async () => {
  const host = await startHost();
  const whence = makeFunctionReference<"mutation">("counters:whence");
  expect(await httpClient(host).mutation(whence, {})).toMatch(/127\.0\.0\.1$/);
  expect(await liveClient(host).mutation(whence, {})).toMatch(/127\.0\.0\.1$/);
  const behindProxy = await fetch(`${host.url}/api/mutation`, {
    method: "POST",
    headers: { "X-Forwarded-For": "203.0.113.9" },
    body: JSON.stringify({ path: "counters:whence", args: {} }),
  });
  expect(await behindProxy.json()).toMatchObject({ value: "203.0.113.9" });
  expect(await host.run("counters:whence")).toBeNull();
});

test("an unexpected error is shown to developers only, with its place in the source", async () => {
  const broken = { room: "a", text: "broken" };
  await expect(httpClient(await startHost()).mutation(api.notes.add, broken)).rejects.toThrow(
    /Uncaught TypeError: the code is broken\n\s+at .*\(\.\.\/app\/notes\.ts:\d+:\d+\)/,
  );
  const events: unknown[] = [];
  const host = await startHost({ dev: false, log: (_level, event, facts) => events.push({ event, ...facts }) });
  const failure: unknown = await httpClient(host)
    .mutation(api.notes.add, broken)
    .catch((error: unknown) => error);
  expect(String(failure)).toMatch(/\[Request ID: [0-9a-f]{16}\] Server Error$/);
  expect(events).toContainEqual(
    expect.objectContaining({ event: "function_failed", path: "notes:add", message: expect.stringContaining("the code is broken") }),
  );
});

test("queries see one moment, their own environment, and neither timers nor the network", async () => {
  const client = httpClient(await startHost());
  expect(await client.query(api.notes.clock, {})).toMatchObject({
    same: true,
    env: ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL", "JWKS", "JWT_PRIVATE_KEY", "SITE_URL"],
  });
  await expect(client.query(api.notes.useTimer, {})).rejects.toThrow("Can't use setTimeout() in queries and mutations");
});

test("a nested mutation that fails is undone alone", async () => {
  const client = httpClient(await startHost());
  expect(await client.mutation(api.notes.addForgiving, { room: "a" })).toBe("nested");
  expect(await client.query(api.notes.list, { room: "a" })).toMatchObject([{ text: "kept" }]);
});

test("an action calls queries and mutations, and what it leaves behind does not end the host", async () => {
  const host = await startHost();
  const client = liveClient(host);
  expect(await client.action(api.counters.addTwice, { name: "a" })).toBe(2);
  await client.action(api.counters.leaveErrors, {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await client.query(api.counters.get, { name: "a" })).toBe(2);
});

test("pages of a paginated query stay gapless while documents arrive", async () => {
  const host = await startHost();
  const client = liveClient(host);
  for (let n = 0; n < 25; n += 1) await client.mutation(api.notes.add, { room: "p", text: String(n) });
  const texts: string[] = [];
  let cursor: string | null = null;
  for (let isDone = false; !isDone;) {
    const page: { page: { text: string }[]; isDone: boolean; continueCursor: string } = await client.query(api.notes.page, {
      room: "p",
      paginationOpts: { numItems: 10, cursor },
    });
    texts.push(...page.page.map(({ text }) => text));
    ({ isDone, continueCursor: cursor } = page);
  }
  expect(texts).toEqual(Array.from({ length: 25 }, (_, n) => String(n)));
});

test("files are stored, served in ranges, and gone when deleted", async () => {
  const host = await startHost();
  const client = httpClient(host);
  const uploadUrl: string = await client.mutation(api.files.uploadUrl, {});
  const { storageId } = await (
    await fetch(uploadUrl, { method: "POST", headers: { "Content-Type": "text/plain" }, body: "0123456789" })
  ).json();
  expect((await fetch(uploadUrl, { method: "POST", body: "again" })).status).toBe(401);
  const url: string = await client.query(api.files.url, { id: storageId });
  expect(await (await fetch(url)).text()).toBe("0123456789");
  const part = await fetch(url, { headers: { Range: "bytes=2-4" } });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
  expect(await client.query(api.files.metadata, { id: storageId })).toMatchObject({ size: 10, contentType: "text/plain" });
  await client.mutation(api.files.remove, { id: storageId });
  expect(await client.query(api.files.url, { id: storageId })).toBeNull();
  expect((await fetch(url)).status).toBe(404);
  expect(await client.action(api.files.storeText, { text: "from an action" })).toMatchObject({
    text: "from an action",
    type: "text/plain",
  });
});

test("HTTP actions answer under /http", async () => {
  const host = await startHost();
  const echo = await fetch(`${host.siteUrl}/echo?x=1`, { method: "POST", body: "hi" });
  expect([echo.status, echo.headers.get("x-kind"), await echo.json()]).toEqual([
    201,
    "echo",
    { text: "hi", subject: null, url: `${host.url}/echo?x=1` },
  ]);
  expect(await (await fetch(`${host.siteUrl}/counter/hits`)).json()).toBe(1);
  expect((await fetch(`${host.siteUrl}/fail`)).status).toBe(500);
  expect((await fetch(`${host.siteUrl}/nothing`)).status).toBe(404);
});

test("the failure of a live query reaches its follower", async () => {
  const host = await startHost();
  const client = liveClient(host);
  const seen: unknown[] = [];
  client.onUpdate(
    api.notes.useTimer,
    {},
    (value) => seen.push(value),
    (error) => seen.push(error.message),
  );
  await eventually(() => seen.length > 0);
  expect(String(seen[0])).toContain("setTimeout");
});
