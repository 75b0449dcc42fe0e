import fc from "fast-check";
import { expect, test } from "vitest";

import { base64, pngOf } from "../../cameras.testing";
import { checkCameraNames, isWanted, mostBytes, readPicture, shortestGapMs, waitOf, wishMs } from "./rules";
import { sniff } from "./sniff";

const bytesOf = (...parts: (number | string)[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : Array.from(part).map((letter) => letter.charCodeAt(0)))));
const big16 = (value: number) => [value >> 8, value & 0xff] as const;
const little16 = (value: number) => [value & 0xff, value >> 8] as const;
const jpeg = (width: number, height: number) =>
  bytesOf(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8, ...big16(height), ...big16(width), 3, 0, 0);
const webp = {
  lossy: (width: number, height: number) =>
    bytesOf("RIFF", 0, 0, 0, 0, "WEBPVP8 ", 0, 0, 0, 0, 1, 2, 3, 0x9d, 1, 0x2a, ...little16(width), ...little16(height)),
  lossless: (width: number, height: number) => {
    const sizes = (width - 1) | ((height - 1) << 14);
    return bytesOf("RIFF", 0, 0, 0, 0, "WEBPVP8L", 0, 0, 0, 0, 0x2f, sizes & 255, (sizes >>> 8) & 255, (sizes >>> 16) & 255, sizes >>> 24);
  },
  extended: (width: number, height: number) =>
    bytesOf("RIFF", 0, 0, 0, 0, "WEBPVP8X", 10, 0, 0, 0, 0, 0, 0, 0, ...little16(width - 1), 0, ...little16(height - 1), 0),
};

/** One run of a property for each set of values that it is tried on. */
const property = <Values extends [unknown, ...unknown[]]>(
  name: string,
  values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...tried: Values) => void,
) => test(name, () => fc.assert(fc.property(...values, holds)));

const side = fc.integer({ min: 1, max: 4_096 });
property("kind and size of every format are read from its bytes", [side, side], (width, height) => {
  const size = { width, height };
  expect(sniff(pngOf(width, height).buffer)).toEqual({ type: "image/png", ...size });
  expect(sniff(jpeg(width, height).buffer)).toEqual({ type: "image/jpeg", ...size });
  for (const format of Object.values(webp)) expect(sniff(format(width, height).buffer)).toEqual({ type: "image/webp", ...size });
});

const start = fc.constantFrom(
  ...[bytesOf(), bytesOf(0xff, 0xd8, 0xff), bytesOf(0x89, "PNG\r\n", 0x1a, "\n"), bytesOf("RIFF1234WEBPVP8X"), bytesOf("RIFF1234WEBPVP8L")],
);
property("no bytes make it throw or loop", [start, fc.uint8Array({ maxLength: 80 })], (head, rest) => {
  const found = sniff(Uint8Array.from([...head, ...rest]).buffer);
  if (found !== null) expect(Math.min(found.width, found.height)).toBeGreaterThan(0);
});

test("what is cut off, empty or something else is no picture", () => {
  for (const whole of [pngOf(), jpeg(64, 48), ...Object.values(webp).map((format) => format(64, 48))]) {
    expect(sniff(whole.slice(0, 15).buffer)).toBeNull();
  }
  expect(sniff(bytesOf("GIF89a", ...little16(10), ...little16(10)).buffer)).toBeNull();
  expect(sniff(bytesOf("<svg xmlns='http://www.w3.org/2000/svg'/>").buffer)).toBeNull();
  expect(sniff(pngOf(0, 10).buffer)).toBeNull();
});

const sent = (picture: string, ages: { takenAt?: number; sentAt?: number } = {}) => ({
  ...{ camera: "front", picture, takenAt: 1_000, sentAt: 1_200 },
  ...ages,
});
const wrong = (path: string) => expect.objectContaining({ data: expect.objectContaining({ code: "invalid", path }) });

test("a picture of 100 KB is taken, and one byte more is not", () => {
  expect(readPicture(sent(base64(pngOf(320, 240, mostBytes))))).toMatchObject({ type: "image/png", width: 320, height: 240, ageMs: 200 });
  expect(() => readPicture(sent(base64(pngOf(320, 240, mostBytes + 1))))).toThrow(wrong("$.picture"));
  expect(() => readPicture(sent(base64(pngOf(320, 240, 2 * mostBytes))))).toThrow(wrong("$.picture"));
});

property("the bytes that arrive are those that were sent", [fc.uint8Array({ maxLength: 200 })], (rest) => {
  const picture = Uint8Array.from([...pngOf(), ...rest]);
  expect(new Uint8Array(readPicture(sent(base64(picture))).bytes)).toEqual(picture);
});

test("text that is no base64, other bytes, too many pixels and impossible times are refused by name", () => {
  for (const text of ["", "data:image/png;base64,AAAA", "AAA", "A===", base64(bytesOf("hello there"))])
    expect(() => readPicture(sent(text))).toThrow(wrong("$.picture"));
  expect(() => readPicture(sent(base64(pngOf(5_000, 10))))).toThrow(wrong("$.picture"));
  const good = base64(pngOf());
  expect(() => readPicture(sent(good, { takenAt: 1_201 }))).toThrow(wrong("$.takenAt"));
  expect(() => readPicture(sent(good, { sentAt: 61_001 }))).toThrow(wrong("$.takenAt"));
  expect(() => readPicture(sent(good, { takenAt: Number.NaN }))).toThrow(wrong("$.takenAt"));
});

test("a robot has at most four cameras, each named once and plainly", () => {
  for (const names of [[], ["front"], ["a", "b.1", "C_2", "d-3"], ["x".repeat(32)]]) expect(() => checkCameraNames(names)).not.toThrow();
  expect(() => checkCameraNames(["a", "b", "c", "d", "e"])).toThrow(wrong("$.cameras"));
  for (const bad of ["", " front", "front/1", "x".repeat(33), "\u202efront", ".hidden"])
    expect(() => checkCameraNames(["a", bad])).toThrow(wrong("$.cameras[1]"));
  expect(() => checkCameraNames(["a", "a"])).toThrow(wrong("$.cameras[1]"));
});

property(
  "whatever a robot sends, two pictures of a camera are a second apart, and the wait that is answered is enough",
  [fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 })],
  (gaps) => {
    let [now, last]: [number, number | null] = [1e12, null];
    for (const gap of gaps) {
      now += gap;
      const wait = waitOf(last, now);
      if (wait !== null) {
        expect(waitOf(last, now + wait)).toBeNull();
        continue;
      }
      if (last !== null) expect(now - last).toBeGreaterThanOrEqual(shortestGapMs);
      last = now;
    }
  },
);

test("a wish ends within thirty seconds of a page that was closed, and a clock set back locks nobody out", () => {
  expect(isWanted(undefined, 0)).toBe(false);
  expect(isWanted(wishMs, 29_999)).toBe(true);
  expect(isWanted(wishMs, 30_001)).toBe(false);
  expect(waitOf(1_000_000, 5)).toBeNull();
});
