import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import type { ServerFunction } from "./functions.ts";
import { SharedTimeLimit } from "./time-limit.ts";

const named = (name: string): ServerFunction => ({ path: `notes:${name}`, component: "", kind: "mutation", visibility: "public", args: { type: "any" }, returns: null, invoke: () => Promise.reject(new Error("not called")), invokeHttp: undefined });
const never = new Promise<string>(() => undefined);

test("each call has its own time though one timer serves all, and those that end are left alone", async () => {
  const limit = new SharedTimeLimit(100);
  const outcomes: string[] = [];
  const hold = (name: string, work: Promise<string>) => limit.hold(named(name), work).then((value) => outcomes.push(value), (error: Error) => outcomes.push(error.message));
  const first = hold("first", never);
  await hold("quick", Promise.resolve("quick"));
  await delay(60);
  const second = hold("second", never);
  const failed = hold("failed", delay(10).then(() => Promise.reject(new Error("its own"))));
  await first;
  expect(outcomes).toEqual(["quick", "its own", "Mutation `first` execution timed out (maximum duration: 0.1s)"]);
  await Promise.all([second, failed]);
  expect(outcomes.at(-1)).toContain("`second`");
  await expect(limit.hold(named("later"), never)).rejects.toThrow("`later` execution timed out");
});
