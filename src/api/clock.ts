import { useSyncExternalStore } from "react";

import { siteUrl } from "#src/api/urls.ts";
import { type ClockSample, estimateOffset } from "#src/lib/clock-offset.ts";
import { currentTick, subscribeTick } from "#src/lib/ticker.ts";

/**
 * How the browser's clock differs from the server's. `unknown` until the first answer. `roundTripMs`: of the newest answer, which came at
 * `measuredAt`, epoch ms of this browser.
 */
export type ServerClock =
  | { kind: "unknown" }
  | { kind: "known"; offsetMs: number; uncertaintyMs: number; roundTripMs: number; measuredAt: number };

let clock: ServerClock = { kind: "unknown" };
let samples: ClockSample[] = [];
const listeners = new Set<() => void>();

/** Server time now, epoch ms, as well as we know it. Every age and countdown uses this, never `Date.now()` alone. */
export const serverNow = (): number => toServerTime(Date.now());

/** A moment of this browser's clock as server time, both epoch ms. */
export const toServerTime = (browserAt: number): number => browserAt + (clock.kind === "known" ? clock.offsetMs : 0);

async function measure(): Promise<void> {
  const sentAt = Date.now();
  const started = performance.now();
  const response = await fetch(`${siteUrl}/time`, { cache: "no-store" });
  const body: unknown = await response.json();
  const roundTripMs = performance.now() - started;
  if (!response.ok || typeof body !== "object" || body === null || !("now" in body) || typeof body.now !== "number") return;
  samples = [...samples.slice(-7), { sentAt, roundTripMs, serverAt: body.now }];
  clock = { kind: "known", ...estimateOffset(samples), roundTripMs, measuredAt: sentAt + roundTripMs };
  for (const listener of listeners) listener();
}

let started = false;
/** Measures now, a few times quickly, then every minute and whenever the page becomes visible again. */
export function startClock(): void {
  if (started) return;
  started = true;
  const quietly = () => void measure().catch(() => undefined); // The connection banner tells of a lost server.
  for (const delay of [0, 1_500, 3_000]) setTimeout(quietly, delay);
  setInterval(quietly, 60_000);
  document.addEventListener("visibilitychange", () => {
    // A laptop that slept may wake with another clock: old samples would lie.
    if (document.visibilityState === "visible") {
      samples = [];
      quietly();
    }
  });
}

/** Calls `listener` when the server's clock is known better. Returns how to end it. */
export function subscribeClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const currentClock = (): ServerClock => clock;

export const useServerClock = (): ServerClock => useSyncExternalStore(subscribeClock, currentClock, currentClock);

const subscribeNow = (onChange: () => void) => {
  const ends = [subscribeTick(onChange), subscribeClock(onChange)];
  return () => {
    for (const end of ends) end();
  };
};

/** Server time (epoch ms) cut down by `cut`, such as to the minute: draws only when that changes. */
export const useServerTime = (cut: (now: number) => number): number => useSyncExternalStore(subscribeNow, () => cut(serverNow()));

/** Server time, epoch ms, that moves once a second with every other age on the page. */
export function useServerNow(): number {
  useSyncExternalStore(subscribeTick, currentTick);
  useServerClock();
  return serverNow();
}
