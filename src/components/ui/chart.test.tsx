import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { Chart, type ChartProps } from "./chart.tsx";

// recharts needs a size that jsdom does not have; what is tested here is the reading, which is ours.
vi.mock("./chart-canvas.tsx", () => ({ ChartCanvas: () => null }));
afterEach(cleanup);

const props: ChartProps = {
  label: "Latency",
  unit: "ms",
  from: 0,
  to: 60_000,
  domain: [0, 100],
  series: [
    {
      key: "a",
      label: "Inference",
      color: "chart-1",
      points: [
        { at: 10_000, value: 41 },
        { at: 50_000, value: 63 },
      ],
    },
  ],
  gaps: [{ from: 15_000, to: 45_000, cause: "robot silent" }],
  cursor: null,
  onCursor: () => undefined,
  tolerance: 2_000,
};
const slider = () => screen.getByRole("slider", { name: "Latency: time cursor" });

test("without a cursor the newest value is told", () => {
  render(<Chart {...props} />);
  expect(slider().getAttribute("aria-valuetext")).toBe("newest: Inference 63 ms");
});

test("a limit is told with its value beside the values, not on the lines", () => {
  const { container } = render(<Chart {...props} isLive limits={[{ value: 40, label: "control period", tone: "danger" }]} />);
  expect(container.querySelector("figcaption")?.textContent).toContain("control period40");
  expect(slider().textContent).not.toContain("control period");
});

test("inside a gap it tells the cause and invents no value", () => {
  render(<Chart {...props} cursor={30_000} />);
  expect(screen.getByText("robot silent")).toBeDefined();
  expect(slider().getAttribute("aria-valuetext")).toContain("Inference no value");
});

test("inside a gap of one line that line tells its own cause, and the others their values", () => {
  const [line] = props.series;
  if (line === undefined) throw new Error("no line");
  const other = { ...line, key: "b", label: "arm-2", gaps: [{ from: 8_000, to: 20_000, cause: "offline" }] };
  render(<Chart {...props} series={[line, other]} cursor={10_000} momentText={(at) => `${at} UTC`} />);
  expect(slider().getAttribute("aria-valuetext")).toBe("10000 UTC: Inference 41 ms, arm-2 offline");
  expect(screen.getByText("offline")).toBeDefined();
});

test("the cursor stays at its time when newer data arrives", () => {
  const { rerender } = render(<Chart {...props} cursor={10_000} />);
  rerender(<Chart {...props} from={5_000} to={65_000} cursor={10_000} />);
  expect(slider().getAttribute("aria-valuetext")).toContain("Inference 41 ms");
});

test("arrow keys move the cursor by a sixtieth of the window and Escape lets it go", () => {
  const onCursor = vi.fn();
  render(<Chart {...props} cursor={30_000} onCursor={onCursor} />);
  fireEvent.keyDown(slider(), { key: "ArrowLeft" });
  expect(onCursor).toHaveBeenLastCalledWith(29_000);
  fireEvent.keyDown(slider(), { key: "Home" });
  expect(onCursor).toHaveBeenLastCalledWith(0);
  fireEvent.keyDown(slider(), { key: "Escape" });
  expect(onCursor).toHaveBeenLastCalledWith(null);
});
