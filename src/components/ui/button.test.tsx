import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { onToast, type Toast } from "#src/lib/toast.ts";

import { Button } from "./button.tsx";

afterEach(cleanup);

test("a blocked button stays reachable, is described by its reason, and tells it when pressed", async () => {
  const onClick = vi.fn();
  const toasts: Toast[] = [];
  const stop = onToast((toast) => toasts.push(toast));
  render(
    <Button disabledReason="Needs the admin role; you are viewer." onClick={onClick}>
      Retire arm-1
    </Button>,
  );
  const button = screen.getByRole("button", { name: /Retire arm-1/, description: "Needs the admin role; you are viewer." });
  await userEvent.tab();
  expect(document.activeElement).toBe(button);
  await userEvent.keyboard("{Enter}");
  stop();
  expect(onClick).not.toHaveBeenCalled();
  expect(toasts).toEqual([{ tone: "info", text: "Needs the admin role; you are viewer." }]);
});

test("a busy submit button does not submit again", async () => {
  const onSubmit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  render(
    <form onSubmit={onSubmit}>
      <Button type="submit" isBusy>
        Register
      </Button>
    </form>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Register" }));
  expect(onSubmit).not.toHaveBeenCalled();
});
