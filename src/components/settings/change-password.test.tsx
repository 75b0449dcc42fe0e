import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ChangePassword } from "./change-password.tsx";

const state = vi.hoisted(() => ({ mutate: vi.fn(), data: undefined as unknown, error: null as Error | null }));
vi.mock("#src/api/settings.ts", () => ({
  useChangePassword: () => ({ mutate: state.mutate, data: state.data, error: state.error, isPending: false }),
}));
vi.mock("#src/api/connection.ts", () => ({ useIsConnected: () => true }));
beforeEach(() => {
  state.mutate.mockReset();
  state.data = undefined;
});
afterEach(cleanup);

const type = async (old: string, next: string) => {
  render(<ChangePassword />);
  if (old !== "") await userEvent.type(screen.getByLabelText("Present password"), old);
  if (next !== "") await userEvent.type(screen.getByLabelText("New password"), next);
  await userEvent.click(screen.getByRole("button", { name: /Change password/ }));
};

test("both passwords go to the server once the new one is long enough and new", async () => {
  await type("correct horse", "battery staple");
  expect(state.mutate.mock.calls[0]?.[0]).toEqual({ oldPassword: "correct horse", newPassword: "battery staple" });
});

test.each([
  ["", "battery staple"],
  ["correct horse", "short"],
  ["correct horse", "correct horse"],
])("%j to %j is not sent", async (old, next) => {
  await type(old, next);
  expect(state.mutate).not.toHaveBeenCalled();
});

test("a wrong password stands at its field, a limit says how long to wait", () => {
  state.data = { ok: false, reason: "wrong_password" };
  const { rerender } = render(<ChangePassword />);
  expect(screen.getByLabelText("Present password").getAttribute("aria-invalid")).toBe("true");
  state.data = { ok: false, reason: "rate_limited", retryAfterMs: 90_000 };
  rerender(<ChangePassword />);
  expect(screen.getByText(/1 min 30 s/)).toBeTruthy();
});
