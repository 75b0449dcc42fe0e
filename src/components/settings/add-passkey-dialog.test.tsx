import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { AddPasskeyDialog } from "./add-passkey-dialog.tsx";

const now = 1_000_000_000;
const state = vi.hoisted(() => ({ add: vi.fn(), show: vi.fn(), data: undefined as unknown, since: null as number | null }));
vi.mock("@tanstack/react-query", () => ({ useQuery: () => ({ data: { since: state.since } }) }));
vi.mock("#src/api/second-factor.ts", () => ({ secondFactorQueries: { status: () => ({}) } }));
vi.mock("#src/api/clock.ts", () => ({ serverNow: () => 1_000_000_000 }));
vi.mock("#src/api/connection.ts", () => ({ useIsConnected: () => true }));
vi.mock("./asked-again-dialog.tsx", () => ({
  AskedAgainDialog: ({ onGoOn }: { onGoOn: () => void }) => (
    <button type="button" onClick={onGoOn}>
      Asked again
    </button>
  ),
}));
vi.mock("#src/api/passkeys.ts", () => ({
  useAddPasskey: () => ({ mutate: state.add, data: state.data, error: null, isPending: false, reset: () => (state.data = undefined) }),
  useShowPasskey: () => ({ mutate: state.show, isSuccess: false, error: null, isPending: false }),
  describePasskeyError: (error: Error) => error.message,
}));
beforeEach(() => {
  state.add.mockReset();
  state.show.mockReset();
  Object.assign(state, { data: undefined, since: null });
});
afterEach(cleanup);

type Own = Parameters<typeof AddPasskeyDialog>[0]["own"];
// Ids come from the server; any text does here.
const passkey = {
  id: "p" as Own["passkeys"][number]["id"],
  name: "Laptop",
  isSynced: false,
  createdAt: 0,
  lastUsedAt: null,
  isGoodHere: true,
  isOnlyWay: false,
};
const draw = (own: Partial<Own>) =>
  render(
    <AddPasskeyDialog
      own={{ hasPassword: true, shownAt: null, passkeys: [], ...own }}
      connected={{ hasPassword: own.hasPassword ?? true, accounts: [] }}
      onClose={vi.fn()}
    />,
  );
const goOn = async () => await userEvent.click(screen.getByRole("button", { name: /^Go on/ }));

test("the password is asked for, and a code where there is a second factor", async () => {
  state.since = 1;
  draw({});
  await userEvent.type(screen.getByLabelText("Name"), "Key");
  await userEvent.type(screen.getByLabelText("Password"), "correct horse");
  await userEvent.type(screen.getByLabelText("Code"), "123456");
  await goOn();
  expect(state.add.mock.calls[0]?.[0]).toEqual({ name: "Key", password: "correct horse", code: "123456" });
});

test("neither is, once a passkey was shown in this sign-in; some minutes later both are again", async () => {
  state.since = 1;
  draw({ passkeys: [passkey], shownAt: now - 60_000 });
  expect(screen.queryByLabelText("Password")).toBeNull();
  await userEvent.type(screen.getByLabelText("Name"), "Key");
  await goOn();
  expect(state.add.mock.calls[0]?.[0]).toEqual({ name: "Key" });
  cleanup();
  draw({ passkeys: [passkey], shownAt: now - 5 * 60_000 });
  expect(screen.getByLabelText("Password")).toBeTruthy();
  expect(screen.getByLabelText("Code")).toBeTruthy();
});

test("who has only passkeys shows one first", async () => {
  draw({ hasPassword: false, passkeys: [passkey] });
  await userEvent.type(screen.getByLabelText("Name"), "Key");
  await goOn();
  expect(state.add).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Show a passkey that you have" }));
  expect(state.show).toHaveBeenCalledOnce();
});

test("who has neither is asked again by the provider, and once more when that is over", async () => {
  const { rerender } = draw({ hasPassword: false });
  await userEvent.click(screen.getByRole("button", { name: "Asked again" }));
  await userEvent.type(screen.getByLabelText("Name"), "Key");
  await goOn();
  expect(state.add.mock.calls[0]?.[0]).toEqual({ name: "Key" });
  state.data = { ok: false, reason: "wrong_password" };
  rerender(
    <AddPasskeyDialog
      own={{ hasPassword: false, shownAt: null, passkeys: [{ ...passkey, isGoodHere: false }] }}
      connected={{ hasPassword: false, accounts: [] }}
      onClose={vi.fn()}
    />,
  );
  expect(screen.getByRole("button", { name: "Asked again" })).toBeTruthy();
});

test.each([
  ["wrong_password", "This is not your password."],
  ["wrong_code", "This code is wrong."],
  ["used_code", "This code was used already."],
  ["rate_limited", "1 min 30 s"],
])("%s is told", (reason, words) => {
  state.since = 1;
  state.data = { ok: false, reason, retryAfterMs: 90_000 };
  draw({});
  expect(screen.getByText(new RegExp(words))).toBeTruthy();
});
