import { expect, test } from "vitest";

import { readScanned } from "./scanned-link.ts";

const origin = "https://console.example";

test("the link of a machine leads to its code, here or elsewhere", () => {
  expect(readScanned("https://console.example/robots/join?code=bcdf-ghjk", origin)).toEqual({ kind: "join", userCode: "BCDF-GHJK" });
  expect(readScanned("https://console.example/device?code=BCDF-GHJK", origin)).toEqual({ kind: "device", userCode: "BCDF-GHJK" });
  expect(readScanned("http://10.0.0.7:3210/robots/join?code=BCDF-GHJK", origin)).toEqual({ kind: "elsewhere", host: "10.0.0.7:3210" });
});

test("the code that is for a robot is known, whatever console shows it", () => {
  expect(readScanned("https://console.example/claim#token=pair_1", origin)).toEqual({ kind: "claim" });
});

test("anything else is nothing", () => {
  for (const text of [
    "",
    "BCDF-GHJK",
    "javascript:alert(1)//robots/join?code=BCDF-GHJK",
    "https://console.example/robots/join",
    "https://console.example/robots/join?code=BCDF",
    "https://console.example/?code=BCDF-GHJK",
  ]) {
    expect(readScanned(text, origin), text).toEqual({ kind: "unknown" });
  }
});
