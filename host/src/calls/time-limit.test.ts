import { expect, onTestFinished, test, vi } from "vitest";

import type { ServerFunction } from "../functions/functions.ts";
import { SharedTimeLimit } from "./time-limit.ts";

const named = (name: string): ServerFunction => ({
  path: `notes:${name}`,
  component: "",
  kind: "mutation",
  visibility: "public",
  args: { type: "any" },
  returns: null,
  invoke: () => Promise.reject(new Error("not called")),
  invokeHttp: undefined,
});
const never = new Promise<string>(() => undefined);

test("each call has its own time though one timer serves all, and those that end are left alone", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const limit = new SharedTimeLimit(1000);
  const outcomes: string[] = [];
  const hold = (name: string, work: Promise<string>) =>
    void limit.hold(named(name), work).then(
      (value) => outcomes.push(value),
      (error: Error) => outcomes.push(error.message),
    );
  hold("first", never);
  hold("quick", Promise.resolve("quick"));
  await vi.advanceTimersByTimeAsync(600);
  hold("second", never);
  hold("failed", Promise.reject(new Error("its own")));
  await vi.advanceTimersByTimeAsync(399);
  expect(outcomes).toEqual(["quick", "its own"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(outcomes.slice(2)).toEqual(["Mutation `first` execution timed out (maximum duration: 1s)"]);
  await vi.advanceTimersByTimeAsync(599);
  expect(outcomes).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(outcomes[3]).toContain("`second`");
  // Nothing ran when the timer last came.
  hold("later", never);
  await vi.advanceTimersByTimeAsync(1000);
  expect(outcomes[4]).toContain("`later`");
});
