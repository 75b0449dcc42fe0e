import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { StopReports } from "./stop-reports.tsx";
import { stopSession, type StopTarget } from "./stops.ts";

/** Server time as the page last drew it, which may lag behind what the time is. */
const page = vi.hoisted(() => ({ now: 0 }));
vi.mock("#src/api/clock.ts", () => ({ serverNow: () => Date.now(), useServerNow: () => page.now }));
vi.mock("#src/api/sessions.ts", () => ({
  requestStop: () => Promise.reject(new Error("The server cannot be reached.")),
  lookAtStop: () => Promise.reject(new Error("The server cannot be reached.")),
}));

const headline = () => screen.getByRole("heading").textContent;

beforeEach(() => void vi.useFakeTimers({ now: 50_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("without a stop there is nothing, not even an empty box", () => {
  expect(render(<StopReports className="gap-2" />).container.childElementCount).toBe(0);
});

test("a stop is NOT CONFIRMED after a second also where the page's clock did not tick meanwhile", async () => {
  page.now = 50_000;
  render(<StopReports className="gap-2" />);
  act(() => stopSession({ id: "s1" as StopTarget["id"], robotName: "arm-1", emergencyStopLocation: null }));
  expect(headline()).toBe("Stopping…");
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(headline()).toBe("NOT CONFIRMED");
});
