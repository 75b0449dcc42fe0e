import type { ConvexReactClient } from "convex/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A socket that says what it is told to. */
class FakeSocket extends EventTarget {
  open = () => this.dispatchEvent(new Event("open"));
  say = () => this.dispatchEvent(new Event("message"));
  close = vi.fn();
}

type Module = typeof import("./connection.ts");
type Started = {
  now: Module["currentConnection"];
  subscribe: Module["subscribeConnection"];
  open: () => FakeSocket;
  drop: () => void;
  answer: () => void;
};

/** The module anew, watching a client whose questions are answered by `answer`, oldest first. */
async function start(): Promise<Started> {
  vi.resetModules();
  const connection = await import("./connection.ts");
  const state = { isWebSocketConnected: false, hasEverConnected: false };
  const due: (() => void)[] = [];
  const query = () => new Promise<void>((done) => due.push(done));
  const client = { connectionState: () => state, subscribeToConnectionState: () => undefined, query };
  connection.watchConnection(client as unknown as ConvexReactClient);
  return {
    now: connection.currentConnection,
    subscribe: connection.subscribeConnection,
    open: () => {
      const socket = new connection.WatchedWebSocket("ws://host") as unknown as FakeSocket;
      Object.assign(state, { isWebSocketConnected: true, hasEverConnected: true });
      socket.open();
      return socket;
    },
    drop: () => void (state.isWebSocketConnected = false),
    answer: () => due.splice(0, 1).forEach((done) => done()),
  };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** What was held up makes nothing live; the answer to what is asked now does. */
async function expectLiveByAnswerOnly({ now, answer }: Started, socket: FakeSocket): Promise<void> {
  await wait(500);
  expect(now().kind).toBe("lost");
  socket.say();
  answer();
  await wait(500);
  expect(now()).toEqual({ kind: "connected" });
}
/** What the browser tells the page. */
const told = new Map<string, () => void>();
const listen = (name: string, listener: () => void) => void told.set(name, listener);
const reach = (server: "answers" | "is away") =>
  vi.stubGlobal("fetch", () => (server === "answers" ? Promise.resolve(new Response()) : Promise.reject(new Error("away"))));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: listen });
  vi.stubGlobal("addEventListener", listen);
  reach("is away");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a silent socket is lost within three seconds, also while it looks open", async () => {
  const { now, open } = await start();
  open().say();
  await wait(500);
  expect(now()).toEqual({ kind: "connected" });
  await wait(2_500);
  expect(now()).toMatchObject({ kind: "lost", why: "server_silent" });
});

test("what was held up makes nothing live: only the answer to what was asked after it does", async () => {
  const page = await start();
  const { now, open, answer } = page;
  const socket = open();
  socket.say();
  await wait(9_000);
  expect(now()).toMatchObject({ kind: "lost", why: "server_silent" });

  // Eight seconds of it, and the answer to what was asked when the silence began.
  socket.say();
  answer();
  await expectLiveByAnswerOnly(page, socket);
});

test("a socket that opens again makes nothing live before it has brought anything", async () => {
  const { now, open, drop, answer } = await start();
  open().say();
  drop();
  await wait(2_000);
  expect(now()).toMatchObject({ kind: "lost", why: "socket_closed" });

  const second = open();
  await wait(1_000);
  expect(now().kind).toBe("lost");
  // Its first words may be about anything.
  second.say();
  await wait(500);
  expect(now().kind).toBe("lost");
  answer();
  answer();
  second.say();
  await wait(500);
  expect(now()).toEqual({ kind: "connected" });
});

test("an answer that was held up itself makes nothing live", async () => {
  const page = await start();
  const { open, answer } = page;
  const socket = open();
  socket.say();
  await wait(5_000);
  socket.say();
  await wait(500);
  // Asked, and silent once more.
  await wait(5_000);
  socket.say();
  answer();
  answer();
  await expectLiveByAnswerOnly(page, socket);
});

test("a browser without a network is lost at once, and keeps the time of the first reason", async () => {
  const { now, open, drop } = await start();
  open().say();
  await wait(500);
  drop();
  const droppedAt = Date.now();
  await wait(1_500);
  expect(now()).toEqual({ kind: "lost", since: droppedAt + 500, why: "socket_closed" });
  vi.stubGlobal("navigator", { onLine: false });
  told.get("offline")?.();
  expect(now()).toEqual({ kind: "lost", since: droppedAt + 500, why: "browser_offline" });
});

test("a loss is as old as the last thing that was heard, and is told once", async () => {
  const { now, subscribe, open } = await start();
  const listener = vi.fn();
  const unsubscribe = subscribe(listener);
  const socket = open();
  socket.say();
  await wait(1_100);
  expect(listener).toHaveBeenCalledTimes(1);
  socket.say();
  const heardAt = Date.now();
  await wait(20_000);
  expect(now()).toEqual({ kind: "lost", since: heardAt, why: "server_silent" });
  expect(listener).toHaveBeenCalledTimes(2);
  unsubscribe();
  vi.stubGlobal("navigator", { onLine: false });
  told.get("offline")?.();
  expect(listener).toHaveBeenCalledTimes(2);
});

test("the first socket has time for its first answer, a later one that only opens has none", async () => {
  const { now, open, drop } = await start();
  const first = open();
  await wait(2_000);
  expect(now()).toEqual({ kind: "connected" });
  first.say();
  await wait(1_000);
  drop();
  await wait(900);
  open();
  await wait(2_000);
  expect(now()).toMatchObject({ kind: "lost", why: "server_silent" });
});

test("a socket that is back within a second is nothing that anybody hears of", async () => {
  const { now, open, drop } = await start();
  open().say();
  await wait(500);
  drop();
  await wait(900);
  expect(now()).toEqual({ kind: "connected" });
  open().say();
  await wait(1_000);
  expect(now()).toEqual({ kind: "connected" });
});

test.each([
  ["answers", "socket_stuck"],
  ["is away", "socket_closed"],
] as const)("a socket stays closed for 20 s, and the server %s otherwise: %s", async (server, why) => {
  const { now, open, drop } = await start();
  reach(server);
  open().say();
  drop();
  await wait(19_000);
  expect(now()).toMatchObject({ why: "socket_closed" });
  await wait(7_000);
  expect(now()).toMatchObject({ kind: "lost", why });
});

test.each([
  ["answers", 1],
  ["is away", 0],
] as const)("a socket brings nothing for 8 s, and the server %s otherwise: it is closed %i times", async (server, times) => {
  const { open } = await start();
  reach(server);
  const socket = open();
  socket.say();
  await wait(8_000);
  expect(socket.close).not.toHaveBeenCalled();
  await wait(2_000);
  expect(socket.close.mock.calls.length > 0).toBe(times > 0);
});

test("nobody looks at a page in the background: it asks nothing, and knows at once how it is when somebody does", async () => {
  const { now, open } = await start();
  open().say();
  await wait(500);
  vi.stubGlobal("document", { visibilityState: "hidden", addEventListener: listen });
  await wait(60_000);
  expect(now()).toEqual({ kind: "connected" });
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: listen });
  told.get("visibilitychange")?.();
  await wait(1_000);
  expect(now()).toMatchObject({ kind: "lost", why: "server_silent" });
});
