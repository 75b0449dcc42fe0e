import { expect, test } from "vitest";

import { LONG_CALL_BYTES, LongCalls, valuesIn } from "./long-calls.ts";

test("values are counted outside of texts only", () => {
  expect(valuesIn('{"a":[1,2,3],"b":{"c":[]}}')).toBe(7);
  expect(valuesIn(JSON.stringify('a,b[{\\" , [ {'))).toBe(0);
  expect(valuesIn(JSON.stringify({ a: '\\",[' }))).toBe(1);
});

test("short calls are never counted, however many and of whatever", async () => {
  const calls = new LongCalls(1);
  for (let n = 0; n < 1_000; n += 1) {
    const call = calls.begin("a");
    await call.read(LONG_CALL_BYTES);
    expect(call.parse("[".repeat(LONG_CALL_BYTES))).toBeUndefined();
  }
});

test("a long text counts for its length once, and a long list for what parsing it costs", async () => {
  const [text, list] = [JSON.stringify("x".repeat(100_000)), JSON.stringify(Array.from({ length: 100_000 }, () => 1))];
  const send = async (calls: LongCalls, body: string): Promise<void> => {
    const call = calls.begin("a");
    await call.read(body.length);
    await call.parse(body);
  };
  // Sixteen seconds' worth at once and ten seconds of waiting: of a hundred thousand bytes a second that is never 40 times as much.
  const calls = new LongCalls(100_000);
  for (let n = 0; n < 15; n += 1) await send(calls, text);
  const others = new LongCalls(100_000);
  await send(others, list);
  await expect(send(others, list)).rejects.toMatchObject({ code: "TooManyLongCalls", status: 429, retryAfter: expect.any(Number) });
  await expect(send(others, list), "it says what to do").rejects.toThrow(/Send it again in \d+ s.*longCallBytesPerSecond/);
});
