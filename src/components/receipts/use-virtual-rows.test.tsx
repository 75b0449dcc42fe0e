import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { useVirtualRows } from "./use-virtual-rows.ts";

afterEach(cleanup);
// jsdom has none, and lays nothing out.
vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(50);
vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });

let asked = 0;
const many = Array.from({ length: 10_000 }, (_, index) => Object.defineProperty({ id: "" }, "id", { get: () => (asked += 1, `row-${index}`) }));

function Rows({ rows, turn }: { rows: readonly { id: string }[]; turn: number }) {
  const { body, indices, measure } = useVirtualRows(rows, { rowHeight: 50 });
  return <table data-turn={turn}><tbody ref={body}>{indices.map((index) => <tr key={index} ref={measure} data-index={index}><td>{index}</td></tr>)}</tbody></table>;
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
