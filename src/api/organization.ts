import type { ConvexReactClient } from "convex/react";
import { type FunctionReference, getFunctionName } from "convex/server";

// A person may belong to several organizations, a tab shows one: from its load to its end, so that nothing it asks or changes can be of
// another than the one seen. The server checks the one that is named (convex/functions.ts).

const key = "reflex-organization";

/** Kept in the tab, and as the one that the next tab begins with. Where nothing may be kept, every load asks the server. */
function keep(id: string): void {
  try {
    sessionStorage.setItem(key, id);
    localStorage.setItem(key, id);
  } catch {
    // A browser that keeps nothing.
  }
}

function kept(): string | undefined {
  try {
    const id = sessionStorage.getItem(key) ?? localStorage.getItem(key);
    if (id !== null) sessionStorage.setItem(key, id);
    return id ?? undefined;
  } catch {
    return undefined;
  }
}

const chosen = kept();
let seen: string | undefined;

/** Whether this tab was told which of several organizations it shows. */
export const isOrganizationChosen = (): boolean => chosen !== undefined;

/** What the page shows to somebody with one organization: their changes name it from now on. Only the first call counts. */
export function seeOrganization(id: string): void {
  seen ??= id;
}

/** Loads the console anew in another organization; with `to`, at that address. */
export function switchOrganization(id: string, to = "/"): void {
  keep(id);
  location.assign(to);
}

/** The arguments of a call, with the organization of this tab where the function takes it. */
export function withOrganization(
  fn: FunctionReference<"query" | "mutation" | "action">,
  args: Record<string, unknown>,
  kind: "read" | "change",
): Record<string, unknown> {
  const organization = kind === "read" ? chosen : (chosen ?? seen);
  const isOther = /^(?:auth|publicApi|wall):/.test(getFunctionName(fn)) || "pass" in args;
  return organization === undefined || isOther ? args : { ...args, organization };
}

type Call = (fn: FunctionReference<"query" | "mutation" | "action">, args?: Record<string, unknown>, ...rest: unknown[]) => unknown;

/** Lets every call of the client name the organization of this tab; `query` and the hooks ask through `watchQuery`. */
export function nameOrganization(client: ConvexReactClient): void {
  // The client's types say of each function what it takes; what is added, every one of them takes.
  const calls = client as unknown as Record<"watchQuery" | "mutation" | "action", Call>;
  for (const name of ["watchQuery", "mutation", "action"] as const) {
    const call = calls[name].bind(client);
    calls[name] = (fn, args = {}, ...rest) => call(fn, withOrganization(fn, args, name === "watchQuery" ? "read" : "change"), ...rest);
  }
}
