import { scryptSync } from "node:crypto";
import { readFile } from "node:fs/promises";

import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";

import { api, httpClient, startHost } from "./setup.ts";

// https://www.rfc-editor.org/rfc/rfc7914#section-12
const vector = { password: "pleaseletmein", salt: "SodiumChloride", N: 16_384, r: 8, p: 1, dkLen: 64 };
const key =
  "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887";

test("scrypt of the library gives the same key in actions and mutations, and refuses what the library refuses", async () => {
  const client = httpClient(await startHost());
  expect(await client.action(api.keys.derive, vector)).toBe(key);
  expect(await client.mutation(api.keys.deriveInMutation, vector)).toBe(key);
  const other = { ...vector, password: "schlüssel", N: 1_024, r: 16, p: 3, dkLen: 20 };
  expect(await client.action(api.keys.derive, other)).toBe(
    bytesToHex(await scryptAsync(other.password, other.salt, { N: 1_024, r: 16, p: 3, dkLen: 20 })),
  );
  const refused = await scryptAsync("a", "b", { N: 1_000, r: 8, p: 1 }).catch((error: unknown) => String(error));
  await expect(client.action(api.keys.derive, { ...vector, N: 1_000 })).rejects.toThrow(String(refused).replace("Error: ", ""));
});

test("many keys at once leave threads for files, one that fails makes room, and each caller gets its own", async () => {
  const client = httpClient(await startHost());
  const order: string[] = [];
  const bad = [1, 2].map(() => client.action(api.keys.derive, { ...vector, N: 1_000 }).catch(() => "refused"));
  const keys = ["a", "b", "c"].map((salt) =>
    client.action(api.keys.derive, { ...vector, salt, N: 131_072, dkLen: 20 }).then((derived: string) => (order.push("key"), derived)),
  );
  // The first two have begun by the time this is answered.
  await client.query(api.counters.get, { name: "a" });
  await readFile(import.meta.filename).then(() => order.push("file"));
  expect(order).toEqual(["file"]);
  const expected = ["a", "b", "c"].map((salt) =>
    scryptSync(vector.password, salt, 20, { N: 131_072, r: 8, maxmem: 256 * 1024 * 1024 }).toString("hex"),
  );
  expect(await Promise.all(keys)).toEqual(expected);
  expect(await Promise.all(bad)).toEqual(["refused", "refused"]);
});

test("while a key is worked out, other calls are answered", async () => {
  const client = httpClient(await startHost());
  const order: string[] = [];
  const slow = client.action(api.keys.derive, { ...vector, N: 131_072 }).then(() => order.push("key"));
  for (let n = 0; n < 3; n += 1) await client.query(api.counters.get, { name: "a" }).then(() => order.push("read"));
  await slow;
  expect(order).toEqual([...Array.from({ length: 3 }, () => "read"), "key"]);
});
