import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { StopAnswer } from "#src/api/physical.ts";

import { SoftwareStop } from "./software-stop.tsx";

const api = vi.hoisted(() => ({
  requestStop: vi.fn<(id: string) => Promise<StopAnswer>>(),
  findApplyingSessions: vi.fn(),
  addToast: vi.fn<(toast: { text: string }) => void>(),
  open: { page: [] as { id: string; mode: string; status: string }[] },
}));
vi.mock("#src/api/sessions.ts", () => ({
  requestStop: api.requestStop,
  lookAtStop: api.requestStop,
  findApplyingSessions: api.findApplyingSessions,
  sessionQueries: { open: () => ["open"], named: (id: string | undefined) => ["named", id] },
}));
vi.mock("@tanstack/react-query", () => ({
  useQuery: ([which, id]: [string, string?]) => ({
    data: which === "open" ? api.open : api.open.page.find((row) => row.id === id),
    isError: false,
  }),
}));
vi.mock("#src/lib/toast.ts", () => ({ addToast: api.addToast }));
vi.mock("#src/api/clock.ts", () => ({ serverNow: () => Date.now(), useServerNow: () => Date.now() }));

const session = (id: string, mode: string, robotName: string) => ({
  id,
  mode,
  robotName,
  status: "active",
  robotId: robotName,
  emergencyStopLocation: `post of ${robotName}`,
  stop: null,
});
const show = (at: string) =>
  render(
    <MemoryRouter initialEntries={[at]}>
      <SoftwareStop />
    </MemoryRouter>,
  );
const pressStop = () => fireEvent.click(screen.getByRole("button", { name: /^Software stop/ }));
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers({ now: 50_000 });
  api.requestStop.mockReset().mockRejectedValue(new Error("The server cannot be reached."));
  api.findApplyingSessions.mockReset().mockResolvedValue({ sessions: [], isWhole: true });
  api.addToast.mockReset();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("one press sends at once, without a question, for the session of the page", () => {
  api.open = { page: [session("s1", "dry_run", "arm-1"), session("s2", "apply_actions", "arm-2")] };
  show("/sessions/s1");
  pressStop();
  expect(api.requestStop.mock.calls.map(([id]) => id)).toEqual(["s1"]);
});

test("on a session's page it also stops another session that moves the same robot, and no other robot", () => {
  api.open = {
    page: [session("d1", "dry_run", "arm-4"), session("d2", "apply_actions", "arm-4"), session("d3", "apply_actions", "arm-5")],
  };
  show("/sessions/d1");
  expect(screen.getByRole("button", { name: /^Software stop: ?arm-4$/ })).toBeTruthy();
  pressStop();
  expect(api.requestStop.mock.calls.map(([id]) => id)).toEqual(["d1", "d2"]);
});

test("elsewhere it stops every session that applies actions, and no other", () => {
  api.open = {
    page: [session("a1", "apply_actions", "arm-1"), session("a2", "apply_actions", "arm-2"), session("a3", "dry_run", "arm-3")],
  };
  show("/receipts");
  expect(screen.getByRole("button", { name: /^Software stop: ?2 robots$/ })).toBeTruthy();
  pressStop();
  expect(api.requestStop.mock.calls.map(([id]) => id)).toEqual(["a1", "a2"]);
});

test("unanswered for a second, it says NOT CONFIRMED and where the hardware stop is, and keeps asking", async () => {
  api.open = { page: [session("n1", "apply_actions", "arm-7")] };
  show("/sessions/n1");
  pressStop();
  await wait(900);
  const report = screen.getByRole("region", { name: "Software stop of arm-7" });
  expect(within(report).queryByText("NOT CONFIRMED")).toBeNull();
  await wait(150);
  expect(within(report).getByRole("alert").textContent).toMatch(/NOT CONFIRMED.*hardware emergency stop at: post of arm-7/);
  await wait(5_000);
  expect(api.requestStop.mock.calls.filter(([id]) => id === "n1").length).toBeGreaterThan(6);
});

test("with nothing known to apply it asks the server itself, past the socket", async () => {
  api.open = { page: [] };
  api.findApplyingSessions.mockResolvedValue({ sessions: [session("f1", "apply_actions", "arm-9")], isWhole: true });
  show("/");
  pressStop();
  await wait(0);
  expect(api.requestStop.mock.calls[0]?.[0]).toBe("f1");
});

test.each([
  [true, /^No session that applies actions was found/],
  [false, /^The server did not tell which sessions apply actions/],
])("that nothing was found is said only where the server told everything (%j)", async (isWhole, said) => {
  api.open = { page: [] };
  api.findApplyingSessions.mockResolvedValue({ sessions: [], isWhole });
  show("/");
  pressStop();
  await wait(0);
  expect(api.addToast.mock.calls.map(([{ text }]) => text)).toEqual([expect.stringMatching(said)]);
  expect(api.requestStop).not.toHaveBeenCalled();
});

test("the report of a stop that the robot acknowledged can be put away, and then nothing of it is left", async () => {
  api.open = { page: [session("p1", "apply_actions", "arm-8")] };
  api.requestStop.mockResolvedValue({ stopId: "x1", acceptedAt: 50_010, acknowledgedAt: 50_020, motionZeroAt: 50_030, stopLocation: null });
  show("/sessions/p1");
  pressStop();
  await wait(50);
  const report = screen.getByRole("region", { name: "Software stop of arm-8" });
  fireEvent.click(within(report).getByRole("button", { name: "Put this report away" }));
  expect(screen.queryByRole("region", { name: "Software stop of arm-8" })).toBeNull();
});

test("it never calls itself an emergency stop", () => {
  api.open = { page: [session("e1", "apply_actions", "arm-1")] };
  show("/");
  const button = screen.getByRole("button", { name: /^Software stop/ });
  expect(button.textContent).not.toMatch(/e-?stop|emergency/i);
});
