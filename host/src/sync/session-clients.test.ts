import { expect, test } from "vitest";

import { SessionClients } from "./session-clients.ts";

test("only a client's one and first connection brings nothing that came before", () => {
  const clients = new SessionClients();
  const first = clients.connect("a", true);
  const other = clients.connect("b", true);
  expect([first.mayRepeat, other.mayRepeat]).toEqual([false, false]);
  // The first one is half open: the host does not know that it has ended, and what came over it may still wait.
  const second = clients.connect("a", false);
  expect([first.mayRepeat, second.mayRepeat, other.mayRepeat]).toEqual([true, true, false]);
  clients.end(first);
  clients.end(second);
  clients.end(other);
  expect(other.mayRepeat).toBe(true);
  expect(clients.connect("a", true).mayRepeat).toBe(false);
});
