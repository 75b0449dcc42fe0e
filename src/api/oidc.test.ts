import { afterEach, beforeEach, expect, test, vi } from "vitest";

vi.mock("#convex/_generated/api.js", () => ({ api: { oidc: {} } }));

const { takeReturned } = await import("./oidc.ts");

const begun = { attempt: "a1", provider: "server", purpose: "signIn", returnTo: "/robots" };
const kept = new Map<string, string>();
const replaceState = vi.fn();

function comeBack(address: string) {
  vi.stubGlobal("location", new URL(address, "https://console.example/sign-in/oidc"));
  return takeReturned();
}

beforeEach(() => {
  kept.clear();
  kept.set("reflex-oidc", JSON.stringify(begun));
  replaceState.mockReset();
  vi.stubGlobal("history", { state: { idx: 1 }, replaceState });
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, removeItem: (key: string) => kept.delete(key) });
});
afterEach(() => vi.unstubAllGlobals());

test.each(["#code=c&state=s&iss=https%3A%2F%2Fid.example", "?code=c&state=s&iss=https%3A%2F%2Fid.example"])(
  "what came back by %s is taken out of the address and out of the tab",
  (address) => {
    expect(comeBack(address)).toEqual({ ...begun, answer: { code: "c", state: "s", iss: "https://id.example" } });
    expect(replaceState).toHaveBeenCalledWith({ idx: 1 }, "", "/sign-in/oidc");
    expect(kept.size).toBe(0);
    expect(comeBack(address)).toBeNull();
  },
);

test("a refusal of the provider is one; its words, which anybody can write into a link, are not kept", () => {
  expect(comeBack("#error=access_denied&error_description=Call+us&state=s")).toEqual({ ...begun, answer: { error: "access_denied" } });
});

test.each(["", "#", "#code=c", "#state=s", "?other=1"])(
  "with %j there is nothing to finish, and the address is cleaned all the same",
  (address) => {
    expect(comeBack(address)).toBeNull();
    expect(replaceState).toHaveBeenCalledTimes(1);
  },
);

test("nor where nothing was begun in this tab, or what it kept cannot be read", () => {
  kept.set("reflex-oidc", "{");
  expect(comeBack("#code=c&state=s")).toBeNull();
  kept.clear();
  expect(comeBack("#code=c&state=s")).toBeNull();
});
