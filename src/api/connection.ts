import type { ConvexReactClient } from "convex/react";
import { useSyncExternalStore } from "react";

import { api } from "#convex/_generated/api.js";
import { takeEarlySocket } from "#src/api/early-socket.ts";
import { siteUrl } from "#src/api/urls.ts";

/** Whether what is on the screen can still change. `since` in this browser's epoch ms. */
export type Connection =
  | { kind: "connecting" }
  | { kind: "connected" }
  | { kind: "lost"; since: number; why: "browser_offline" | "socket_closed" | "server_silent" | "socket_stuck" };

/** How long the server may say nothing before it is asked, and how long it may then take to answer, ms. */
const QUIET_MS = 1_300;
const PROBE_TIMEOUT_MS = 1_000;
/** A socket that is still closed after this, while the server answers otherwise, does not come back by itself, ms. */
const STUCK_MS = 20_000;

/** A socket that has brought nothing for so long, while the server answers otherwise, is closed, so that the client opens another, ms. */
const DEAD_MS = 8_000;

let connection: Connection = { kind: "connecting" };
/** Whether more may have happened than has arrived: since a loss, until something that was asked after it is answered. */
let isBehind = false;
let lastHeardAt = 0;
let socket: WebSocket | null = null;
const listeners = new Set<() => void>();

function watch(created: WebSocket): void {
  socket = created;
  const hear = () => {
    lastHeardAt = performance.now();
  };
  // The first one has time for its first answer. Of a later one only what it brings counts: what is on the page was brought by the one before.
  if (connection.kind === "connecting") created.addEventListener("open", hear);
  created.addEventListener("message", hear);
}

/** A WebSocket that remembers when it last heard anything: a socket can stay "open" long after the cable was pulled. */
export class WatchedWebSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    const early = takeEarlySocket(url);
    if (early !== null) {
      watch(early);
      // oxlint-disable-next-line no-constructor-return -- The client knows no other way to be given a socket.
      return early;
    }
    super(url, protocols);
    watch(this);
  }
}

function set(next: Connection): void {
  if (next.kind === connection.kind && (next.kind !== "lost" || connection.kind !== "lost" || next.why === connection.why)) return;
  if (next.kind === "lost") isBehind = true;
  // A second reason for the same loss keeps the time of the first.
  connection = next.kind === "lost" && connection.kind === "lost" ? { ...next, since: connection.since } : next;
  for (const listener of listeners) listener();
}

/** Watches the socket, the browser's own network state, and the silence of a socket that only looks open. */
export function watchConnection(client: ConvexReactClient): void {
  let socketLostAt: number | null = null;
  let isProbing = false;
  let echoes = 0;
  let isEchoDue = false;
  let isCatchingUp = false;

  /** By the socket itself, which answers in the order of what it brings. A refusal is an answer too. */
  const echo = async () => {
    echoes += 1;
    await client.query(api.account.echo, { count: echoes }).catch(() => undefined);
  };

  const look = () => {
    const { isWebSocketConnected, hasEverConnected } = client.connectionState();
    if (!navigator.onLine) return set({ kind: "lost", since: Date.now(), why: "browser_offline" });
    if (!isWebSocketConnected) {
      socketLostAt ??= Date.now();
      // A reconnect within a second is nothing anyone needs to hear of.
      const lostForMs = Date.now() - socketLostAt;
      if (lostForMs >= STUCK_MS && !isProbing && connection.kind === "lost" && connection.why !== "socket_stuck")
        void askWhetherStuck(socketLostAt);
      else if (lostForMs >= 1_000 && (connection.kind !== "lost" || connection.why !== "socket_stuck"))
        set({ kind: "lost", since: socketLostAt, why: "socket_closed" });
      else if (!hasEverConnected) set({ kind: "connecting" });
      return;
    }
    socketLostAt = null;
    if (performance.now() - lastHeardAt < QUIET_MS) return isBehind ? void catchUp() : set({ kind: "connected" });
    if (!isProbing && document.visibilityState === "visible") void probe();
  };

  const askWhetherStuck = async (since: number) => {
    isProbing = true;
    try {
      await fetch(`${siteUrl}/time`, { cache: "no-store", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      if (!client.connectionState().isWebSocketConnected) set({ kind: "lost", since, why: "socket_stuck" });
    } catch {
      // The server is away altogether: the socket will try again.
    } finally {
      // Not at once again: each question is a request.
      setTimeout(() => (isProbing = false), 5_000);
    }
  };

  const probe = async () => {
    isProbing = true;
    const askedAt = performance.now();
    // Not by HTTP: the server may well answer that while this one connection of many carries nothing.
    if (!isEchoDue) {
      isEchoDue = true;
      void echo().finally(() => (isEchoDue = false));
    }
    await new Promise((done) => setTimeout(done, PROBE_TIMEOUT_MS));
    if (lastHeardAt < askedAt) {
      set({ kind: "lost", since: Date.now() - (performance.now() - lastHeardAt), why: "server_silent" });
      if (performance.now() - lastHeardAt >= DEAD_MS) await closeIfOnlyTheSocketIsDead();
    }
    isProbing = false;
  };

  /** What was held up comes in order, and a new socket begins with what was asked on the one before: what is asked now is answered last. */
  const catchUp = async () => {
    if (isCatchingUp) return;
    isCatchingUp = true;
    const askedAt = performance.now();
    await echo();
    isCatchingUp = false;
    // Another loss on the way: that answer was held up itself.
    if (performance.now() - askedAt < QUIET_MS + PROBE_TIMEOUT_MS) isBehind = false;
    look();
  };

  const closeIfOnlyTheSocketIsDead = async () => {
    const dead = socket;
    try {
      await fetch(`${siteUrl}/time`, { cache: "no-store", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      // A busy page may have had its answer waiting unread until now.
      if (performance.now() - lastHeardAt >= DEAD_MS) dead?.close();
    } catch {
      // The server is away altogether: another socket would carry nothing either.
    }
  };

  client.subscribeToConnectionState(look);
  setInterval(look, 500);
  addEventListener("online", look);
  addEventListener("offline", look);
  document.addEventListener("visibilitychange", look);
}

/** Calls `listener` when the connection changes. Returns how to end it. */
export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const currentConnection = (): Connection => connection;

export const useConnection = (): Connection => useSyncExternalStore(subscribeConnection, currentConnection, currentConnection);

/** False as soon as we know that nothing arrives. Controls that need the server are off then, and values are shown as old. */
export const useIsConnected = (): boolean => useConnection().kind === "connected";
