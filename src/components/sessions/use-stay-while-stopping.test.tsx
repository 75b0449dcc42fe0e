import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";

import { useStayWhileStopping } from "./use-stay-while-stopping.ts";

/** Whether the browser would ask before the page is left. */
const asks = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

test("the browser asks before a page is left whose stop the server has not accepted", () => {
  const sent = { acceptedAt: null, acknowledgedAt: null };
  const { rerender, unmount } = renderHook(({ attempts }) => useStayWhileStopping(attempts), {
    initialProps: { attempts: [] as { acceptedAt: number | null; acknowledgedAt: number | null }[] },
  });
  expect(asks()).toBe(false);
  rerender({ attempts: [{ acceptedAt: 1, acknowledgedAt: null }, sent] });
  expect(asks()).toBe(true);
  rerender({
    attempts: [
      { acceptedAt: 1, acknowledgedAt: null },
      { acceptedAt: null, acknowledgedAt: 2 },
    ],
  });
  expect(asks()).toBe(false);
  rerender({ attempts: [sent] });
  expect(asks()).toBe(true);
  unmount();
  expect(asks()).toBe(false);
});
