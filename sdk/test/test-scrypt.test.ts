import { scryptAsync as scryptOfLibrary } from "@noble/hashes/scrypt.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";

import { scryptAsync } from "../../scripts/lib/test-scrypt.mjs";

const options = { N: 16_384, r: 16, p: 1, dkLen: 64 };

test("the scrypt of the functions' tests answers as the library does, also when it is asked again", async () => {
  const key = bytesToHex(await scryptOfLibrary("correct horse bättery", "a salt", options));
  const ask = async (password: string) => bytesToHex(await scryptAsync(password, "a salt", options));
  for (const asked of [await ask("correct horse bättery"), await ask("correct horse bättery")]) expect(asked).toBe(key);
  expect(await ask("correct horse batter")).not.toBe(key);
});
