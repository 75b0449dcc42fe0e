import { scrypt as scryptInJavaScript } from "@noble/hashes/scrypt.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";

import { scrypt } from "../../scripts/lib/test-scrypt.mjs";

const options = { N: 16_384, r: 16, p: 1, dkLen: 64 };

test("the scrypt of the functions' tests answers as the one in JavaScript that a host runs, also when it is asked again", async () => {
  const salt = utf8ToBytes("a salt");
  const key = bytesToHex(scryptInJavaScript(utf8ToBytes("correct horse battery"), salt, options));
  const ask = async (password: string) => bytesToHex(await scrypt(utf8ToBytes(password), salt, options));
  for (const asked of [await ask("correct horse battery"), await ask("correct horse battery")]) expect(asked).toBe(key);
  expect(await ask("correct horse batter")).not.toBe(key);
});
