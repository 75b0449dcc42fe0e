import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { StopReport } from "./stop-report.tsx";
import type { StopReport as Report } from "./stop-store.ts";

afterEach(cleanup);

const report = (over: Partial<Report> = {}): Report => ({
  sessionId: "s1", subject: "arm-1", tries: 1, lastSentAt: 0, lookedAt: null, problem: null, stopLocation: "left post of cell 3", stopId: null, press: 1,
  sentAt: 1_000, acceptedAt: null, acknowledgedAt: null, motionZeroAt: null, ...over,
});
const show = (over: Partial<Report>, now: number) =>
  render(<StopReport report={report(over)} now={now} onDismiss={vi.fn()} />);

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

test("an unconfirmed stop can be made small but not put away", async () => {
  show({ acceptedAt: 1_040 }, 20_000);
  await userEvent.click(screen.getByRole("button", { name: "Make this small" }));
  expect(screen.getByRole("region", { name: "Software stop of arm-1" }).textContent).toMatch(/NOT CONFIRMED arm-1, still asking/);
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(screen.getByRole("alert")).toBeTruthy();
});

test("four facts, each with its own time", () => {
  show({ acceptedAt: 1_040, acknowledgedAt: 1_090 }, 5_000);
  const facts = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(facts[0]).toMatch(/Sent/);
  expect(facts[1]).toMatch(/Accepted by the server.*\+40 ms/);
  expect(facts[2]).toMatch(/Acknowledged by the robot.*\+90 ms/);
  expect(facts[3]).toMatch(/Motion reported zero.*not yet/);
  expect(screen.getByRole("heading").textContent).not.toMatch(/Stopped/);
});

test("only the robot's report of no motion makes it 'Stopped'", () => {
  show({ acceptedAt: 1_040, acknowledgedAt: 1_090, motionZeroAt: 1_200 }, 5_000);
  expect(screen.getByRole("heading").textContent).toMatch(/^Stopped/);
});

test("a report says why a request did not land", () => {
  show({ problem: "The server cannot be reached." }, 3_000);
  expect(screen.getByText(/cannot be reached/)).toBeTruthy();
});
