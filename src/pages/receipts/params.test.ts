import { expect, test } from "vitest";

import { comparedFrom } from "./params.ts";

test("a comparison is read from its address, an old one too, without twins and without a crowd", () => {
  const read = (text: string) => comparedFrom(new URLSearchParams(text));
  expect(read("ids=x,y,z")).toEqual(["x", "y", "z"]);
  expect(read("a=x&b=y")).toEqual(["x", "y"]);
  expect(read("ids=x,,x,y")).toEqual(["x", "y"]);
  expect(read("ids=1,2,3,4,5,6,7")).toHaveLength(6);
  expect(read("")).toEqual([]);
});
