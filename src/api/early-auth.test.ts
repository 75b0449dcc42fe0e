// @vitest-environment jsdom

import { ConvexReactClient } from "convex/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { EarlyAuthClient } from "./early-auth.ts";

type SetAuth = Parameters<ConvexReactClient["setAuth"]>;

const url = "http://127.0.0.1:1";
const key = "__convexAuthJWT_http1270011";
let handed: SetAuth[];

beforeEach(() => {
  handed = [];
  vi.spyOn(ConvexReactClient.prototype, "setAuth").mockImplementation((...args) => void handed.push(args));
  vi.spyOn(ConvexReactClient.prototype, "clearAuth").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

const client = () => new EarlyAuthClient(url, { skipConvexDeploymentUrlCheck: true });
const fetchOf = (call: SetAuth | undefined, forceRefreshToken: boolean) => call?.[0]({ forceRefreshToken });

test("without a stored token nothing is handed over before the provider comes", () => {
  const subject = client();
  expect(subject.startEarly()).toBe(false);
  expect(handed).toHaveLength(0);
  subject.setAuth(() => Promise.resolve("fresh"));
  expect(handed).toHaveLength(1);
});

test("the stored token goes first, and the provider takes over without another one", async () => {
  localStorage.setItem(key, "stored");
  const subject = client();
  expect(subject.startEarly()).toBe(true);
  expect(await fetchOf(handed[0], false)).toBe("stored");
  const onChange = vi.fn();
  handed[0]?.[1]?.(true);
  subject.setAuth(() => Promise.resolve("fresh"), onChange);
  expect(handed).toHaveLength(1);
  expect(onChange).toHaveBeenCalledExactlyOnceWith(true);
  expect(await fetchOf(handed[0], true)).toBe("fresh");
  expect(subject.accessToken).toBe("fresh");
});

test("a refused token waits for the provider's refresh; signing out forgets both", async () => {
  localStorage.setItem(key, "stored");
  const subject = client();
  subject.startEarly();
  await fetchOf(handed[0], false);
  const refreshed = fetchOf(handed[0], true);
  subject.setAuth(() => Promise.resolve(null));
  expect(await refreshed).toBeNull();
  subject.clearAuth();
  expect(subject.accessToken).toBeNull();
  subject.setAuth(() => Promise.resolve("other"));
  expect(handed).toHaveLength(2);
});
