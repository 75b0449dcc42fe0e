import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter, Route, Routes, useLocation } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Returned } from "#src/api/oidc.ts";

const state = vi.hoisted(() => ({
  returned: null as Returned | null,
  isAuthenticated: false,
  isLoading: false,
  signIn: vi.fn(),
  finish: vi.fn(),
}));
vi.mock("#src/api/account.ts", () => ({
  useAuthActions: () => ({ signIn: state.signIn }),
  useConvexAuth: () => ({ isLoading: state.isLoading, isAuthenticated: state.isAuthenticated }),
}));
vi.mock("#src/api/oidc.ts", () => ({
  useProviderName: (id: string | undefined) => (id === "server" ? "Lab Login" : undefined),
  takeReturned: () => state.returned,
  useFinishSignedIn: () => ({ mutateAsync: state.finish }),
  useSignInByProvider: () => ({ error: null, isPending: false, isSuccess: false, mutate: vi.fn() }),
}));
vi.mock("#src/api/errors.ts", () => ({
  appErrorOf: (error: Refusal) => error.data,
  describeError: (error: Refusal) => error.data["message"],
}));
vi.mock("#src/components/account/account-frame.tsx", () => ({
  AccountFrame: ({ title, intro, children }: { title: string; intro: string; children: React.ReactNode }) => (
    <main>
      <h1>{title}</h1>
      {intro}
      {children}
    </main>
  ),
}));
vi.mock("#src/components/account/code-form.tsx", () => ({ CodeForm: ({ attempt }: { attempt: string }) => <p>code of {attempt}</p> }));

class Refusal extends Error {
  readonly data: Record<string, string>;
  constructor(data: Record<string, string>) {
    super();
    this.data = data;
  }
}

const begun: Returned = { attempt: "a1", provider: "server", purpose: "signIn", returnTo: "/robots", answer: { code: "c", state: "s" } };
const Place = () => {
  const { pathname, hash } = useLocation();
  return <p>at {pathname + hash}</p>;
};
const place = (Component: React.ComponentType) => (
  <MemoryRouter initialEntries={["/sign-in/oidc"]}>
    <Routes>
      <Route path="/sign-in/oidc" element={<Component />} />
      <Route path="*" element={<Place />} />
    </Routes>
  </MemoryRouter>
);

/** The page takes what came back as it is loaded, so each test loads it anew. */
async function open(returned: Returned | null) {
  state.returned = returned;
  const { Component } = await import("./oidc-page.tsx");
  const { rerender } = render(place(Component));
  return { again: () => rerender(place(Component)) };
}

beforeEach(() => {
  vi.resetModules();
  Object.assign(state, { isAuthenticated: false, isLoading: false });
  state.signIn.mockReset().mockResolvedValue(undefined);
  state.finish.mockReset().mockResolvedValue({ purpose: "connect" });
});
afterEach(cleanup);

test("a sign-in is given to the server once, and goes on where it was begun", async () => {
  const { again } = await open({ ...begun, invitation: "inv_x" });
  expect(state.signIn.mock.calls).toEqual([["oidc", { code: "c", state: "s", attempt: "a1", invitation: "inv_x" }]]);
  state.isAuthenticated = true;
  again();
  expect(await screen.findByText("at /robots")).toBeTruthy();
  expect(state.signIn).toHaveBeenCalledTimes(1);
});

test("whoever is asked for a code accepts the invitation after it, signed in", async () => {
  state.signIn.mockRejectedValue(new Refusal({ code: "second_factor", needs: "code" }));
  const { again } = await open({ ...begun, invitation: "inv_x" });
  expect(await screen.findByText("code of a1")).toBeTruthy();
  expect(screen.getByText(/Lab Login has said who you are/)).toBeTruthy();
  state.isAuthenticated = true;
  again();
  expect(await screen.findByText("at /invite#token=inv_x")).toBeTruthy();
});

test("a refusal says why, and leads back to the invitation", async () => {
  state.signIn.mockRejectedValue(new Refusal({ code: "conflict", reason: "unverified", message: "The address is not verified there." }));
  await open({ ...begun, invitation: "inv_x" });
  expect(await screen.findByText("The address is not verified there.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Back to the invitation" }).getAttribute("href")).toBe("/invite#token=inv_x");
});

test("what the provider refused is not asked of the server", async () => {
  await open({ ...begun, answer: { error: "access_denied" } });
  expect(screen.getByText("The sign-in was cancelled or is not allowed there.")).toBeTruthy();
  expect(state.signIn).not.toHaveBeenCalled();
});

test("without anything begun in this tab there is nothing to finish, and nowhere to be sent to", async () => {
  state.isAuthenticated = true;
  await open(null);
  expect(screen.getByText(/There is no sign-in to finish here/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Back" }).getAttribute("href")).toBe("/");
});

test("connecting waits for who is signed in", async () => {
  state.isLoading = true;
  const { again } = await open({ ...begun, purpose: "connect", returnTo: "/settings/profile" });
  expect(state.finish).not.toHaveBeenCalled();
  Object.assign(state, { isLoading: false, isAuthenticated: true });
  again();
  expect(await screen.findByText("at /settings/profile")).toBeTruthy();
  expect(state.finish.mock.calls).toEqual([[{ code: "c", state: "s", attempt: "a1" }]]);
});
