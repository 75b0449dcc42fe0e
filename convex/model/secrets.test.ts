import { expect, test } from "vitest";

import { createSecret, hashOfSecret } from "./secrets";

test("a secret is kept under the hash it is found by", () => {
  for (const kind of ["rfx", "rbt", "pair", "inv", "setup", "dev"] as const) {
    const { secret, hash } = createSecret(kind);
    expect(hashOfSecret(secret)).toBe(hash);
  }
});

test("a text too long to be a secret costs no more than one, and is nobody's, even when it begins with one", () => {
  const { secret, hash } = createSecret("rfx");
  const long = `${secret}${"x".repeat(10 * 1024 * 1024)}`;
  expect(hashOfSecret(long)).not.toBe(hash);
  // Nothing after the first characters is looked at.
  expect(hashOfSecret(long)).toBe(hashOfSecret(`${long}y`));
  expect(hashOfSecret(`${secret}x`)).not.toBe(hash);
});
