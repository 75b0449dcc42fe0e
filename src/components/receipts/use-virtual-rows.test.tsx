import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { useVirtualRows } from "./use-virtual-rows.ts";

afterEach(cleanup);
// jsdom has none, and lays nothing out.
vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(50);
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

let asked = 0;
const many = Array.from({ length: 10_000 }, (_, index) =>
  Object.defineProperty({ id: "" }, "id", { get: () => ((asked += 1), `row-${index}`) }),
);

function Rows({ rows, turn, onNearEnd }: { rows: readonly { id: string }[]; turn: number; onNearEnd?: () => void }) {
  const { body, indices, measure } = useVirtualRows(rows, { rowHeight: 50, onNearEnd });
  return (
    <table data-turn={turn}>
      <tbody ref={body}>
        {indices.map((index) => (
          <tr key={index} ref={measure} data-index={index}>
            <td>{index}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

test("of a long list only what is near the screen is drawn, and it is gone through again only when there are other rows", () => {
  const { container, rerender } = render(<Rows rows={many} turn={1} />);
  expect(container.querySelectorAll("tr").length).toBeLessThan(60);
  asked = 0;
  rerender(<Rows rows={many} turn={2} />);
  expect(asked).toBeLessThan(200);
  rerender(<Rows rows={[...many]} turn={3} />);
  expect(asked).toBeGreaterThanOrEqual(many.length);
});

test("more rows are asked for once the end comes near, and not while what was read fills the screen", () => {
  const more = vi.fn();
  for (const [count, times] of [
    [60, 0],
    [10_000, 0],
    [40, 1],
    [2, 1],
    [1, 1],
    [0, 1],
  ] as const) {
    more.mockClear();
    render(<Rows rows={many.slice(0, count)} turn={1} onNearEnd={more} />);
    expect(more.mock.calls.length > 0, `${count} rows`).toBe(times > 0);
    cleanup();
  }
});
