import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { ConfirmDialog } from "./confirm-dialog.tsx";

afterEach(cleanup);

const removal = (over: { error?: Error | null } = {}) => ({ mutate: vi.fn(), reset: vi.fn(), isPending: false, error: null, ...over });
const show = (props: Partial<Parameters<typeof ConfirmDialog<string>>[0]> = {}) => {
  const onClose = vi.fn();
  render(
    <ConfirmDialog
      subject={{ id: "k1" }}
      removal={removal()}
      title="Revoke “lab”"
      description="A revoked key cannot be brought back."
      label="Revoke key"
      disabledReason={undefined}
      onClose={onClose}
      {...props}
    />,
  );
  return onClose;
};
const button = () => screen.getByRole("button", { name: /^Revoke key/ });

test("nothing is asked without a subject", () => {
  show({ subject: null });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what is named goes when the button is pressed, and the question with it", async () => {
  const revoke = removal();
  const onClose = show({ removal: revoke });
  await userEvent.click(button());
  expect(revoke.mutate).toHaveBeenCalledExactlyOnceWith({ id: "k1" }, { onSuccess: expect.any(Function) });
  expect(onClose).not.toHaveBeenCalled();
  revoke.mutate.mock.calls[0]?.[1].onSuccess();
  expect(onClose).toHaveBeenCalledOnce();
});

test("a refusal stands in the dialog, and is forgotten with it", async () => {
  const revoke = removal({ error: new Error("refused") });
  const onClose = show({ removal: revoke });
  expect(screen.getByRole("alert").textContent).not.toBe("");
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
  expect(revoke.reset).toHaveBeenCalledOnce();
  expect(revoke.mutate).not.toHaveBeenCalled();
});

test("a button that is off says why, and removes nothing", async () => {
  const revoke = removal();
  show({ removal: revoke, disabledReason: "No connection to the server." });
  expect(button().getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByText("No connection to the server.")).toBeDefined();
  await userEvent.click(button());
  expect(revoke.mutate).not.toHaveBeenCalled();
});
