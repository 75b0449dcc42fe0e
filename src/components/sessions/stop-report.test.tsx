import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { StopReport } from "./stop-report.tsx";
import type { StopReport as Report } from "./stop-store.ts";

// A document has no motor: whether the alarm is on is told by what shakes.
const shake = vi.fn<Navigator["vibrate"]>(() => true);
beforeEach(() => {
  shake.mockClear();
  Object.defineProperty(navigator, "vibrate", { configurable: true, value: shake });
});
afterEach(() => {
  cleanup();
  Reflect.deleteProperty(navigator, "vibrate");
});

const report = (over: Partial<Report> = {}): Report => ({
  sessionId: "s1",
  subject: "arm-1",
  tries: 1,
  lastSentAt: 0,
  lookedAt: null,
  problem: null,
  stopLocation: "left post of cell 3",
  stopId: null,
  press: 1,
  sentAt: 1_000,
  acceptedAt: null,
  acknowledgedAt: null,
  motionZeroAt: null,
  ...over,
});
const onDismiss = vi.fn();
const element = (over: Partial<Report>, now: number) => <StopReport report={report(over)} now={now} onDismiss={onDismiss} />;
const show = (over: Partial<Report>, now: number) => render(element(over, now));
const panel = () => screen.getByRole("region", { name: "Software stop of arm-1" });
const facts = () => screen.getAllByRole("listitem").map((item) => item.textContent);

test("within the first second it only says that it is stopping", () => {
  show({}, 1_900);
  expect(screen.getByRole("status").textContent).toMatch(/Stopping/);
  expect(screen.queryByText(/NOT CONFIRMED/)).toBeNull();
});

test("after one second without acknowledgement it sends people to the hardware stop", () => {
  show({ acceptedAt: 1_040 }, 2_000);
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toMatch(/NOT CONFIRMED/);
  expect(alert.textContent).toMatch(/hardware emergency stop at: left post of cell 3/);
  expect(screen.queryByRole("button", { name: "Put this report away" })).toBeNull();
});

test("nobody is sent to the hardware stop while a stop may still be confirmed, or once it is", () => {
  show({}, 1_900);
  expect(panel().textContent).not.toMatch(/hardware/i);
  cleanup();
  show({ acknowledgedAt: 1_090, motionZeroAt: 1_200 }, 5_000);
  expect(panel().textContent).not.toMatch(/hardware/i);
});

test("an unconfirmed stop can be made small but not put away", async () => {
  show({ acceptedAt: 1_040 }, 20_000);
  await userEvent.click(screen.getByRole("button", { name: "Make this small" }));
  expect(panel().textContent).toMatch(/NOT CONFIRMED arm-1, still asking/);
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(screen.getByRole("alert")).toBeTruthy();
});

test("four facts, each with its own time", () => {
  show({ acceptedAt: 1_040, acknowledgedAt: 1_090 }, 5_000);
  expect(facts()).toEqual([
    expect.stringMatching(/^● Sent.*:\d\d(\D*)\.000$/),
    expect.stringMatching(/^● Accepted by the server.*\.040 \(\+40 ms\)$/),
    expect.stringMatching(/^● Acknowledged by the robot.*\.090 \(\+90 ms\)$/),
    "○ Motion reported zeronot yet",
  ]);
  expect(screen.getByRole("heading").textContent).toBe("Robot acknowledged the stop");
  expect(screen.getByRole("status").textContent).toMatch(/arm-1/);
});

test("only the robot's report of no motion makes it 'Stopped'", () => {
  show({ acceptedAt: 1_040, acknowledgedAt: 1_090, motionZeroAt: 1_200 }, 5_000);
  expect(screen.getByRole("heading").textContent).toMatch(/^Stopped/);
});

test("a report says why a request did not land", () => {
  show({ problem: "The server cannot be reached." }, 3_000);
  expect(screen.getByText(/cannot be reached/)).toBeTruthy();
});

test("a server whose clock is behind did not accept before the press, and without a press there is no 'after'", () => {
  show({ acceptedAt: 990 }, 1_500);
  expect(facts()[1]).toMatch(/\.990 \(\+0 ms\)$/);
  cleanup();
  show({ sentAt: null, acceptedAt: 1_005 }, 1_500);
  expect(facts()[0]).toBe("○ Sentnot yet");
  expect(facts()[1]).toMatch(/\.005$/);
});

test("without a recorded place it says so, and still names the hardware stop", () => {
  show({ stopLocation: null }, 2_000);
  expect(screen.getByRole("alert").textContent).toMatch(/Use the hardware emergency stop at the robot \(no location is recorded\)\./);
});

test.each([
  [1, "Asked 1 time, repeating until the robot acknowledges."],
  [3, "Asked 3 times, repeating until the robot acknowledges."],
])("it says how often it asked (%i), as long as it asks", (tries, text) => {
  show({ tries }, 1_500);
  expect(panel().textContent).toContain(text);
  expect(panel().textContent).toContain("This is not a safety function.");
  cleanup();
  show({ tries, acknowledgedAt: 1_090 }, 1_500);
  expect(panel().textContent).not.toContain("Asked");
});

test("nothing can be put away or made small in the first second", () => {
  show({}, 1_900);
  expect(screen.queryAllByRole("button")).toEqual([]);
});

test("what is acknowledged can be put away", async () => {
  show({ acceptedAt: 1_040, acknowledgedAt: 1_090 }, 5_000);
  await userEvent.click(screen.getByRole("button", { name: "Put this report away" }));
  expect(onDismiss).toHaveBeenCalledOnce();
});

test("NOT CONFIRMED looks like danger, and no other report does; only standing still looks well", () => {
  const looks = ([{}, { acknowledgedAt: 1_090 }, { acknowledgedAt: 1_090, motionZeroAt: 1_100 }] as const).map((over) => {
    show(over, 1_900);
    const { className } = panel();
    cleanup();
    return [/\bbg-danger/.test(className), /\bbg-ok/.test(className)];
  });
  expect(looks).toEqual([
    [false, false],
    [false, false],
    [false, true],
  ]);
  show({}, 2_000);
  expect(panel().className).toMatch(/\bbg-danger/);
  // Read across a room.
  expect(screen.getByRole("heading").className).toContain("text-figure");
});

test("an unconfirmed stop that was made small still looks like danger, and opens when it is acknowledged", async () => {
  const { rerender } = show({}, 20_000);
  await userEvent.click(screen.getByRole("button", { name: "Make this small" }));
  expect(panel().className).toMatch(/\bbg-danger/);
  expect(screen.queryByRole("alert")).toBeNull();
  rerender(element({ acknowledgedAt: 20_100 }, 20_200));
  expect(screen.getByRole("heading").textContent).toBe("Robot acknowledged the stop");
});

test("the device sounds while a stop is not confirmed and nobody has said that they saw it", async () => {
  const { rerender } = show({}, 1_900);
  rerender(element({}, 2_000));
  await waitFor(() => expect(shake).toHaveBeenCalledOnce());
  await userEvent.click(screen.getByRole("button", { name: "Make this small" }));
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  await waitFor(() => expect(shake).toHaveBeenCalledTimes(2));
});

test("the device is quiet within the first second, and once the robot has acknowledged", async () => {
  const { rerender } = show({}, 1_900);
  rerender(element({ acknowledgedAt: 1_950 }, 20_000));
  await import("#src/lib/alarm.ts");
  expect(shake).not.toHaveBeenCalled();
});

test("what was accepted for an earlier press is not timed from this one", () => {
  show({ sentAt: 60_000, acceptedAt: 58_999, acknowledgedAt: 59_000 }, 60_100);
  const facts = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(facts[1]).toMatch(/58\.999 \(already\)$/);
  // The server's clock is known to a second at the worst.
  expect(facts[2]).toMatch(/59\.000 \(\+0 ms\)$/);
});
