import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ComponentProps } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { PromotePanel } from "./promote-panel.tsx";

afterEach(cleanup);

const evidence = {
  decidedAt: 100_000,
  steps: 640,
  safeStops: 0,
  faults: 0,
  latencyP95Ms: 82.4,
  controlPeriodMs: 100,
  clockSkewMs: 12,
  lastHeartbeatAt: 99_000,
  doctorReportId: null,
  doctorCheckedAt: 40_000,
  safeStop: "hold",
};

function show(over: Partial<ComponentProps<typeof PromotePanel>> = {}) {
  const onPromote = vi.fn();
  render(
    <PromotePanel
      robotName="arm-1"
      stopLocation="left post"
      model="acme/pick"
      joints={[
        { name: "shoulder", lower: -1.5, upper: 1.5 },
        { name: "gripper", lower: null, upper: null },
      ]}
      evidence={evidence}
      unmet={[]}
      now={100_000}
      phase={{ kind: "idle" }}
      isLive
      blockedBecause={undefined}
      onPromote={onPromote}
      {...over}
    />,
  );
  return { onPromote, button: screen.getByRole("button", { name: /Promote|Asking|Press again/ }) };
}

test("it names the robot, its limits, the evidence and the way to stop it", () => {
  show();
  const moves = screen.getByRole("region", { name: "What will move" });
  expect(within(moves).getByText("arm-1")).toBeTruthy();
  expect(within(moves).getByText("left post")).toBeTruthy();
  expect(within(moves).getByText(/1 of 2 values have no limit/)).toBeTruthy();
  expect(screen.getByRole("region", { name: "Evidence of the dry run" }).textContent).toMatch(/640.*82 ms, control period 100 ms/);
});

test("it says how far the arm would go at once, joint by joint, and what is farther than the promote policy lets it", () => {
  show({ evidence: { ...evidence, firstMove: [-0.31, 0.02] }, maxFirstMove: 0.3 });
  const moves = screen.getByRole("region", { name: "What will move" });
  expect(moves.textContent).toContain("First moveup to −0.31 (shoulder), allowed 0.3");
  const [shoulder, gripper] = within(within(moves).getByRole("list", { name: /Values that will be applied/ })).getAllByRole("listitem");
  expect(shoulder?.textContent).toBe("shoulderfirst move −0.31−1.5 … 1.5");
  expect(within(shoulder as HTMLElement).getByText(/−0.31/).className).toContain("text-danger");
  expect(within(gripper as HTMLElement).getByText(/\+0.02/).className).not.toContain("text-danger");
});

test("without a connection the first move is shown as old, whatever it allowed", () => {
  show({
    evidence: { ...evidence, firstMove: [-0.31, 0.02] },
    maxFirstMove: 0.3,
    isLive: false,
    blockedBecause: "No connection to the server.",
  });
  const moves = within(screen.getByRole("region", { name: "What will move" }));
  for (const each of moves.getAllByText(/−0.31|\+0.02/)) expect(each.className).toContain("text-stale");
});

test("a robot that does not say how far it would go is not guessed at", () => {
  show();
  expect(screen.getByRole("region", { name: "What will move" }).textContent).toContain("First movethe robot does not say");
});

test("every unmet condition is shown with its fix, and nothing can be promoted", async () => {
  const { onPromote, button } = show({
    unmet: [
      { code: "robot_offline", message: "The robot is offline.", fix: "Start its agent." },
      { code: "doctor_stale", message: "The doctor's report is stale.", fix: "Run the doctor again." },
    ],
  });
  const list = screen.getByRole("region", { name: "Unmet conditions" });
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual(["The robot is offline.Fix: Start its agent.", "The doctor's report is stale.Fix: Run the doctor again."]);
  button.focus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(onPromote).not.toHaveBeenCalled();
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByText("2 conditions are not met.")).toBeTruthy();
});

test("what can be done about a condition stands beside it, and nowhere else", () => {
  show({
    unmet: [
      { code: "robot_offline", message: "The robot is offline.", fix: "Start its agent." },
      { code: "doctor_missing", message: "The doctor was not run for this deployment.", fix: "Run the doctor for this deployment." },
    ],
    actionFor: (code) => (code === "doctor_missing" ? <button type="button">Run the doctor</button> : null),
  });
  const [offline, doctor] = within(screen.getByRole("region", { name: "Unmet conditions" })).getAllByRole("listitem");
  expect(within(offline as HTMLElement).queryByRole("button")).toBeNull();
  expect(within(doctor as HTMLElement).getByRole("button", { name: "Run the doctor" })).toBeTruthy();
});

test("without a connection the control is off and says why", async () => {
  const { onPromote, button } = show({ isLive: false, blockedBecause: "No connection to the server. Nothing will be sent later." });
  button.focus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(onPromote).not.toHaveBeenCalled();
  expect(screen.getByText(/Nothing will be sent later/)).toBeTruthy();
  // What was met before the connection was lost is not called met now.
  expect(screen.queryByText("Every condition is met.")).toBeNull();
});

test("the keyboard needs two presses", async () => {
  const { onPromote, button } = show();
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(onPromote).not.toHaveBeenCalled();
  await userEvent.keyboard("{Enter}");
  expect(onPromote).toHaveBeenCalledTimes(1);
});

test("no answer is never called done or failed", () => {
  show({ phase: { kind: "unknown", why: "The server did not answer within 3 s." } });
  expect(screen.getByRole("alert").textContent).toMatch(/not repeated and will not be sent later/);
});
