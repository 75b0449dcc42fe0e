import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { HoldButton } from "./hold-button.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const button = () => screen.getByRole("button");
const wait = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};
const down = () => fireEvent.pointerDown(button(), { button: 0, isPrimary: true });

function show(props: Partial<Parameters<typeof HoldButton>[0]> = {}) {
  const onConfirm = vi.fn();
  const view = render(
    <HoldButton onConfirm={onConfirm} {...props}>
      Promote arm-1
    </HoldButton>,
  );
  return { onConfirm, view };
}

test("a tap does nothing", () => {
  const { onConfirm } = show();
  down();
  wait(300);
  fireEvent.pointerUp(button());
  fireEvent.click(button());
  wait(5_000);
  expect(onConfirm).not.toHaveBeenCalled();
});

test("a full hold confirms once, however long the finger stays", () => {
  const { onConfirm } = show();
  down();
  wait(1_100);
  wait(10_000);
  fireEvent.pointerUp(button());
  fireEvent.click(button());
  expect(onConfirm).toHaveBeenCalledTimes(1);
});

test("a page that stood still does not turn a short press into a hold", () => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  const { onConfirm } = show();
  down();
  const pressedAt = performance.now();
  // Ten seconds without a frame, as on a starved page: every timer is due, and the lift of the finger is still unread.
  wait(10_000);
  act(() => frames.splice(0).forEach((frame) => frame(pressedAt + 10_000)));
  fireEvent.pointerUp(button());
  wait(5_000);
  expect(onConfirm).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test("sliding off, or hiding the page, takes the hold back", () => {
  const { onConfirm } = show();
  down();
  wait(900);
  fireEvent.pointerLeave(button());
  wait(5_000);
  down();
  wait(900);
  fireEvent(document, new Event("visibilitychange"));
  wait(5_000);
  expect(onConfirm).not.toHaveBeenCalled();
});

test("losing the server during the hold takes it back", () => {
  const { onConfirm, view } = show();
  down();
  wait(900);
  view.rerender(
    <HoldButton onConfirm={onConfirm} disabledReason="Not connected.">
      Promote arm-1
    </HoldButton>,
  );
  wait(5_000);
  expect(onConfirm).not.toHaveBeenCalled();
});

test("a keyboard needs two presses within five seconds", () => {
  const { onConfirm } = show();
  fireEvent.click(button());
  expect(button().textContent).toContain("Press again");
  wait(5_000);
  fireEvent.click(button());
  expect(onConfirm).not.toHaveBeenCalled();
  fireEvent.click(button());
  expect(onConfirm).toHaveBeenCalledTimes(1);
});

test("a disabled one says why and cannot be held", () => {
  const { onConfirm } = show({ disabledReason: "The doctor has not passed." });
  down();
  wait(5_000);
  fireEvent.click(button());
  expect(onConfirm).not.toHaveBeenCalled();
  expect(screen.getByText("The doctor has not passed.")).toBeDefined();
});
