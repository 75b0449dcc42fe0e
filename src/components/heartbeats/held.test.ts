import { expect, test } from "vitest";

import { heldFrom, heldParams } from "./held.ts";

const now = Date.parse("2030-01-31T12:10:00Z");
const until = Date.parse("2030-01-31T12:00:00Z");
const span = 300_000;
const whole = { from: until - span, to: until };
const read = (address: string) => heldFrom(new URLSearchParams(address), span, now);

test("an address says until when charts are held, and which part of it is looked at", () => {
  expect(read("until=2030-01-31T12:00:00.000Z")).toEqual({ whole, zoom: null });
  expect(read("until=2030-01-31T12:00:00.000Z&zoom=60-90")).toEqual({
    whole,
    zoom: { from: whole.from + 60_000, to: whole.from + 90_000 },
  });
});

test("what is said comes back", () => {
  const part = { from: whole.from + 10_000, to: whole.from + 20_000 };
  const { until: text, zoom } = heldParams({ whole, part });
  expect(text).toBe("2030-01-31T12:00:00.000Z");
  expect(read(`until=${text}&zoom=${zoom}`)).toEqual({ whole, zoom: part });
  expect(heldParams({ whole, part: null }).zoom).toBeNull();
  expect(heldParams({ whole, part: { from: 0, to: until } }).zoom).toBeNull();
  expect(heldParams(null)).toEqual({ until: null, zoom: null });
});

test("what names no moment that was leaves the charts live", () => {
  for (const address of ["", "until=", "until=soon", "until=2030-01-31T12:30:00Z", "until=1970-01-01T00:00:00Z", "zoom=60-90"])
    expect(read(address), address).toBeNull();
});
