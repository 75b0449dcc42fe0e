import { expect, test } from "vitest";

import { nextRun } from "../src/scheduler/cron-time.ts";
import type { Host } from "../src/index.ts";
import { api, eventually, httpClient, startHost, temporaryFolder } from "./setup.ts";

const count = (host: Host, name: string): Promise<number> => httpClient(host).query(api.counters.get, { name });
const later = (host: Host, what: string, inMs: number, name = "a"): Promise<string> =>
  httpClient(host).mutation(api.counters.addLater, { name, inMs, what });
const stateOf = async (host: Host, id: string) => (await httpClient(host).query(api.counters.job, { id })).state;

test("a scheduled mutation runs once, at its time", async () => {
  const host = await startHost();
  // Long enough that the two looks come before it on a machine that is busy with other tests.
  const id = await later(host, "addInternal", 2000);
  expect(await count(host, "a")).toBe(0);
  expect(await stateOf(host, id)).toEqual({ kind: "pending" });
  await eventually(async () => (await stateOf(host, id)).kind === "success");
  expect(await count(host, "a")).toBe(1);
});

test("a job of a stopped host runs when the next one starts", async () => {
  const dataDir = await temporaryFolder();
  const first = await startHost({ dataDir });
  const id = await later(first, "addInternal", 400);
  await first.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const second = await startHost({ dataDir });
  await eventually(async () => (await stateOf(second, id)).kind === "success");
  expect(await count(second, "a")).toBe(1);
});

test("an action that a stop cut off is not run again", async () => {
  const dataDir = await temporaryFolder();
  const first = await startHost({ dataDir });
  const id = await later(first, "slowAction", 0);
  await eventually(async () => (await count(first, "a")) === 1);
  await first.close();
  const second = await startHost({ dataDir });
  expect(await stateOf(second, id)).toMatchObject({ kind: "failed", error: expect.stringContaining("stopped") });
  expect(await count(second, "a")).toBe(1);
});

test("a failed job leaves nothing but its error, and a cancelled one nothing at all", async () => {
  const host = await startHost();
  const failed = await later(host, "addThenFail", 0);
  await eventually(async () => (await stateOf(host, failed)).kind === "failed");
  const cancelled = await later(host, "addInternal", 200);
  await httpClient(host).mutation(api.counters.cancel, { id: cancelled });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await stateOf(host, cancelled)).toEqual({ kind: "canceled" });
  expect(await count(host, "a")).toBe(0);
});

test("many jobs due at once all run", async () => {
  const host = await startHost();
  await Promise.all(Array.from({ length: 150 }, () => later(host, "addInternal", 50)));
  await eventually(async () => (await count(host, "a")) === 150);
});

test("an interval cron runs when it is first deployed, and not again after a restart", async () => {
  const dataDir = await temporaryFolder();
  const first = await startHost({ dataDir });
  await eventually(async () => (await count(first, "ticks")) === 1);
  await first.close();
  const second = await startHost({ dataDir });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await count(second, "ticks")).toBe(1);
});

test("cron rules find their next time in UTC", () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  const next = (schedule: Parameters<typeof nextRun>[0], after: string) => {
    const time = nextRun(schedule, at(after));
    return time === null ? null : new Date(time).toISOString().slice(0, 16);
  };
  const cron = (rule: string) => ({ type: "cron", cron: rule });
  expect(next({ type: "daily", hourUTC: 3, minuteUTC: 5 }, "2026-01-31T03:05:00")).toBe("2026-02-01T03:05");
  expect(next({ type: "hourly", minuteUTC: 59 }, "2026-12-31T23:59:30")).toBe("2027-01-01T00:59");
  expect(next({ type: "weekly", dayOfWeek: "monday", hourUTC: 0, minuteUTC: 0 }, "2026-11-24T12:00:00")).toBe("2026-11-30T00:00");
  expect(next({ type: "monthly", day: 31, hourUTC: 0, minuteUTC: 0 }, "2026-02-01T00:00:00")).toBe("2026-03-31T00:00");
  expect(next(cron("*/15 9-17 * * mon-fri"), "2026-11-27T17:45:00")).toBe("2026-11-30T09:00");
  expect(next(cron("0 0 29 2 *"), "2026-01-01T00:00:00")).toBe("2028-02-29T00:00");
  expect(next(cron("0 0 13 * 5"), "2026-11-24T00:00:00")).toBe("2026-11-27T00:00");
  expect(next(cron("0 0 31 2 *"), "2026-01-01T00:00:00")).toBeNull();
  for (const wrong of ["* * * *", "60 * * * *", "* * * * 8", "*/0 * * * *", "a * * * *"])
    expect(() => nextRun(cron(wrong), 0), wrong).toThrow();
});
