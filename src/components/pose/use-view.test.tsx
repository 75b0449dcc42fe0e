import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test } from "vitest";

import { presets } from "#src/lib/turntable.ts";

import { useView } from "./use-view.ts";

afterEach(cleanup);

function shown(at = "/") {
  const holder: { router?: ReturnType<typeof createMemoryRouter> } = {};
  const wrapper = ({ children }: { children: ReactNode }) => {
    holder.router ??= createMemoryRouter([{ path: "/", element: children }], { initialEntries: [at] });
    return <RouterProvider router={holder.router} />;
  };
  const { result } = renderHook(() => useView(), { wrapper });
  const search = () => holder.router?.state.location.search;
  return { result, search, go: (to: string) => act(async () => void (await holder.router?.navigate(to))) };
}

test("what a hand did after a change of address was written counts, not the address that arrives meanwhile", async () => {
  const { result, search } = shown();
  const [one, other] = [
    { around: -45, above: 30 },
    { around: -40, above: 35 },
  ];
  await act(async () => {
    result.current.keep(one);
  });
  expect(search()).toBe("?pose=-45%2C30");
  // In one go: the address of the first is on its way when the second is shown and then kept.
  await act(async () => {
    result.current.keep(other);
    result.current.turn(one);
    await Promise.resolve();
    result.current.turn(presets.angled);
  });
  expect(result.current.view).toEqual(presets.angled);
  await act(async () => result.current.keep());
  expect(search()).toBe("");
  expect(result.current.view).toEqual(presets.angled);
});

test("an address that comes from elsewhere is followed", async () => {
  const { result, go } = shown("/?pose=side");
  expect(result.current.view).toEqual(presets.side);
  await go("/?pose=top");
  expect(result.current.view).toEqual(presets.top);
  await act(async () => result.current.keep(presets.front));
  await go("/?pose=10,20");
  expect(result.current.view).toEqual({ around: 10, above: 20 });
  await go("/");
  expect(result.current.view).toEqual(presets.angled);
});
