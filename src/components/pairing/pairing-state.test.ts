import { expect, test } from "vitest";

import { pairingPhase } from "./pairing-state.ts";

test("an open code is over at the very moment of its expiry", () => {
  const open = { state: "open", expiresAt: 1_000, credentialRevoked: false } as const;
  expect(pairingPhase(open, 999)).toBe("open");
  expect(pairingPhase(open, 1_000)).toBe("expired");
});

test("a claim in time stays a claim after the time is over", () => {
  const claimed = { state: "claimed", expiresAt: 1_000, credentialRevoked: false } as const;
  expect(pairingPhase(claimed, 5_000)).toBe("claimed");
  expect(pairingPhase({ ...claimed, credentialRevoked: true }, 5_000)).toBe("credential_revoked");
});

test("revoked and burned codes say so, whatever the time", () => {
  for (const state of ["revoked", "burned"] as const) {
    expect(pairingPhase({ state, expiresAt: 1_000, credentialRevoked: false }, 5_000)).toBe(state);
  }
});
