import { expect, test } from "vitest";

import { readOptions } from "./options.ts";

test("a robot that was paired before stays with its console, unless another address is named", () => {
  expect(readOptions(["--robot", "r1"])).toMatchObject({ robotId: "r1", movedTo: null });
  expect(readOptions(["--robot", "r1", "--url", "http://127.0.0.1:8080/"])).toMatchObject({
    robotId: "r1",
    movedTo: "http://127.0.0.1:8080",
  });
});

test("a link says by itself where the console is", () => {
  expect(readOptions(["--token", "https://robots.example/claim#pair_1"])).toMatchObject({ url: "https://robots.example", movedTo: null });
});
