import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeId, encodeId, generateInternalId } from "./ids.ts";

const internal = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("latin1"));

test("an id gives back its table number and its 16 bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), internal, (tableNumber, bytes) => {
      const id = encodeId(tableNumber, bytes);
      expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{31,37}$/);
      expect(decodeId(id)).toEqual({ tableNumber, internal: bytes });
    }),
  );
});

test("any one changed character makes it no id", () => {
  const id = encodeId(10_001, generateInternalId(1_700_000_000_000));
  let accepted = 0;
  for (let i = 0; i < id.length; i++) {
    for (const other of "0123456789abcdefghjkmnpqrstvwxyz") {
      if (other !== id[i] && decodeId(id.slice(0, i) + other + id.slice(i + 1)) !== null) accepted++;
    }
  }
  expect(accepted).toBe(0);
});

test("texts that are no ids are refused", () => {
  for (const text of ["", "abc", "x".repeat(32), "U".repeat(32), `${encodeId(1, "\0".repeat(16))}0`, "é".repeat(32)]) {
    expect(decodeId(text)).toBeNull();
  }
});

test("ids of one table sort as their bytes do, and new ones sort after older ones", () => {
  const older = encodeId(10_001, generateInternalId(1_700_000_000_000));
  const newer = encodeId(10_001, generateInternalId(1_700_000_000_001));
  expect(older < newer).toBe(true);
});

test("ids that Convex made are understood and made again", () => {
  for (const id of ["j579t1x2pxcx6vdfn0gn41k4498ej10p", "j57d2x5znvkyrkr6hecr1vgk397me3km"]) {
    const decoded = decodeId(id);
    expect(decoded?.tableNumber).toBe(10_001);
    expect(decoded === null ? null : encodeId(decoded.tableNumber, decoded.internal)).toBe(id);
  }
});
