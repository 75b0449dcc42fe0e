import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import type { RobotStatus } from "#src/api/robots.ts";

import type { FleetRow } from "./fleet-rows.ts";
import { useLiveStatus } from "./use-live-status.ts";

const api = vi.hoisted(() => ({ status: undefined as unknown, now: 0 }));
vi.mock("@tanstack/react-query", () => ({ useQuery: () => ({ data: api.status }) }));
vi.mock("#src/api/fleet.ts", () => ({ fleetQueries: { pass: () => ({}), live: () => ({}) } }));
vi.mock("#src/api/observed-now.ts", () => ({ useObserved: (judge: (now: number) => unknown) => judge(api.now) }));
afterEach(cleanup);

const row = (link: FleetRow["link"]) => ({ robot: { id: "arm-1" }, state: null, link, rank: 8, reason: null }) as unknown as FleetRow; // only what the hook reads
const show = (link: FleetRow["link"], status: Partial<RobotStatus> | undefined, now: number) => {
  api.status = status === undefined ? undefined : { link: "online", lastSeenAt: 10_000, intervalMs: 1_000, ...status };
  api.now = now;
  return renderHook(() => useLiveStatus(row(link))).result.current;
};

test("a robot on the screen ages in the browser although the server has not swept yet", () => {
  expect(show("online", {}, 11_000)).toMatchObject({ link: "online", isOld: false });
  expect(show("online", {}, 11_600)).toMatchObject({ link: "late", isOld: false });
  expect(show("online", {}, 13_500)).toMatchObject({ link: "offline", isOld: true });
});

test("until its numbers are there, and when it is retired, its state stands", () => {
  expect(show("late", undefined, 0)).toEqual({ status: null, link: "late", isOld: false });
  expect(show("retired", {}, 10_100)).toMatchObject({ link: "retired", isOld: true });
});
