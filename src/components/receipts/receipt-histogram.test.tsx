import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { ReceiptHistogram } from "./receipt-histogram.tsx";

afterEach(cleanup);
const bars = [1, 2, 3, 4].map((day) => ({ from: `2026-03-0${day}`, to: `2026-03-0${day}`, count: day, problems: 0 }));

function show(from?: string, to?: string) {
  const onChoose = vi.fn();
  render(<ReceiptHistogram bars={bars} from={from} to={to} onChoose={onChoose} />);
  const slider = screen.getByRole("slider", { name: "Days shown" });
  // jsdom has neither layout nor pointer capture
  slider.getBoundingClientRect = () => new DOMRect(0, 0, 400, 60);
  slider.setPointerCapture = () => undefined;
  return { slider, onChoose };
}

test("dragging across days chooses them, in either direction", () => {
  const { slider, onChoose } = show();
  fireEvent.pointerDown(slider, { clientX: 350, button: 0 });
  fireEvent.pointerMove(slider, { clientX: 150 });
  expect(screen.getByText("2026-03-02 to 2026-03-04: 9 receipts, 0 with problems")).toBeTruthy();
  fireEvent.pointerUp(slider, { clientX: 150 });
  expect(onChoose.mock.calls).toEqual([["2026-03-02", "2026-03-04"]]);
});

test("choosing the chosen day again takes it back", () => {
  const { slider, onChoose } = show("2026-03-01", "2026-03-01");
  fireEvent.pointerDown(slider, { clientX: 50, button: 0 });
  fireEvent.pointerUp(slider, { clientX: 50 });
  expect(onChoose.mock.calls).toEqual([[undefined, undefined]]);
});

test("by keyboard arrows move, Shift widens, Enter chooses and Escape clears", async () => {
  const { slider, onChoose } = show("2026-03-01", "2026-03-01");
  slider.focus();
  await userEvent.keyboard("{ArrowLeft}{Shift>}{ArrowLeft}{/Shift}");
  expect(slider.getAttribute("aria-valuetext")).toMatch(/^2026-03-02 to 2026-03-03, 5 receipts/);
  await userEvent.keyboard("{Enter}{Escape}");
  expect(onChoose.mock.calls).toEqual([
    ["2026-03-02", "2026-03-03"],
    [undefined, undefined],
  ]);
});
