import type { ConvexReactClient } from "convex/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A socket that says what it is told to. */
class FakeSocket extends EventTarget {
  open = () => this.dispatchEvent(new Event("open"));
  say = () => this.dispatchEvent(new Event("message"));
  close = vi.fn();
}

type Module = typeof import("./connection.ts");
type Connection = { connection: Module; open: () => FakeSocket; drop: () => void; answer: () => void };

/** The module anew, watching a client whose questions are answered by `answer`, oldest first. */
async function start(): Promise<Connection> {
  vi.resetModules();
  const connection = await import("./connection.ts");
  const state = { isWebSocketConnected: false, hasEverConnected: false };
  const due: (() => void)[] = [];
  const query = () => new Promise<void>((done) => due.push(done));
  const client = { connectionState: () => state, subscribeToConnectionState: () => undefined, query };
  connection.watchConnection(client as unknown as ConvexReactClient);
  return {
    connection,
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

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("fetch", () => Promise.reject(new Error("away")));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a silent socket is lost within three seconds, also while it looks open", async () => {
  const { connection, open } = await start();
  open().say();
  await wait(500);
  expect(connection.currentConnection()).toEqual({ kind: "connected" });
  await wait(2_500);
  expect(connection.currentConnection()).toMatchObject({ kind: "lost", why: "server_silent" });
});

test("what was held up makes nothing live: only the answer to what was asked after it does", async () => {
  const { connection, open, answer } = await start();
  const socket = open();
  socket.say();
  await wait(9_000);
  expect(connection.currentConnection()).toMatchObject({ kind: "lost", why: "server_silent" });

  // Eight seconds of it, and the answer to what was asked when the silence began.
  socket.say();
  answer();
  await wait(500);
  expect(connection.currentConnection().kind).toBe("lost");
  socket.say();
  answer();
  await wait(500);
  expect(connection.currentConnection()).toEqual({ kind: "connected" });
});

test("a socket that opens again makes nothing live before it has brought anything", async () => {
  const { connection, open, drop, answer } = await start();
  open().say();
  drop();
  await wait(2_000);
  expect(connection.currentConnection()).toMatchObject({ kind: "lost", why: "socket_closed" });

  const second = open();
  await wait(1_000);
  expect(connection.currentConnection().kind).toBe("lost");
  // Its first words may be about anything.
  second.say();
  await wait(500);
  expect(connection.currentConnection().kind).toBe("lost");
  answer();
  answer();
  second.say();
  await wait(500);
  expect(connection.currentConnection()).toEqual({ kind: "connected" });
});

test("an answer that was held up itself makes nothing live", async () => {
  const { connection, open, answer } = await start();
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
  await wait(500);
  expect(connection.currentConnection().kind).toBe("lost");
  socket.say();
  answer();
  await wait(500);
  expect(connection.currentConnection()).toEqual({ kind: "connected" });
});
