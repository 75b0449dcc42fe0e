import { cleanup, render, screen } from "@testing-library/react";
import { useState } from "react";
import { BrowserRouter, useLocation } from "react-router";
import { afterEach, expect, test } from "vitest";

import { MissedMove } from "./missed-move.tsx";

afterEach(cleanup);

const Address = () => {
  const { pathname, search, hash } = useLocation();
  return <output>{`${pathname}${search}${hash}`}</output>;
};

/** Changes the address as it is drawn for the first time, as a press on Back may at that moment. */
function Hasty({ to }: { to: string }) {
  useState(() => history.replaceState(null, "", to));
  return null;
}

const shown = async (...children: React.ReactNode[]) => {
  history.replaceState(null, "", "/robots");
  render(<BrowserRouter>{children}</BrowserRouter>);
  return (await screen.findByRole("status")).textContent;
};

test("the router alone misses an address that changes while it draws for the first time", async () => {
  expect(await shown(<Address key="address" />, <Hasty key="hasty" to="/sessions" />)).toBe("/robots");
});

test.each(["/sessions", "/robots?filter=arm", "/robots#part"])("%s, come while the first page is drawn, is shown", async (to) => {
  expect(await shown(<Address key="address" />, <MissedMove key="missed" />, <Hasty key="hasty" to={to} />)).toBe(to);
});

test("an address that stays is not heard of again", async () => {
  let heard = 0;
  const hear = () => (heard += 1);
  addEventListener("popstate", hear);
  expect(await shown(<Address key="address" />, <MissedMove key="missed" />)).toBe("/robots");
  removeEventListener("popstate", hear);
  expect(heard).toBe(0);
});
