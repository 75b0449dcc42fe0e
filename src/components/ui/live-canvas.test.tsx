import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { LiveCanvas } from "./live-canvas.tsx";

afterEach(cleanup);

const draw = (gaps: { from: number; to: number; cause: string }[] = [], limit = 40) =>
  render(
    <LiveCanvas
      from={0}
      to={60_000}
      domain={[0, 100]}
      series={[
        { key: "a", label: "Inference", color: "chart-1", points: [10_000, 20_000, 50_000, 60_000].map((at) => ({ at, value: 50 })) },
      ]}
      gaps={gaps}
      limits={[{ value: limit, label: "control period", tone: "danger" }]}
    />,
  ).container;

const strokes = (container: HTMLElement) => container.querySelector("path")?.getAttribute("d")?.match(/M/g)?.length;

test("a gap breaks the line and is hatched where it lies", () => {
  expect(strokes(draw())).toBe(1);
  const container = draw([{ from: 20_000, to: 50_000, cause: "robot silent" }]);
  expect(strokes(container)).toBe(2);
  const { left, right } = container.querySelector<HTMLElement>(".hatched")?.style ?? {};
  expect([left, right]).toEqual(["33.33%", "16.67%"]);
});

test("a limit is drawn inside the axis and not beyond it", () => {
  expect(draw().querySelector<HTMLElement>(".border-dashed")?.style.top).toBe("60%");
  expect(draw([], 140).querySelector(".border-dashed")).toBeNull();
});
