import { expect, test } from "vitest";

import { firstMoveInWords, firstMoveRecorded, moveInWords } from "./first-move.ts";

const nameOf = (index: number) => ["pan", "lift"][index];

test.each([
  [0, "0"],
  [-0.0001, "0"],
  [0.3104, "+0.31"],
  [-1.5, "−1.5"],
  [0.0006, "+0.001"],
])("a move of %d reads %s", (distance, words) => {
  expect(moveInWords(distance)).toBe(words);
});

test("the joint that goes farthest is named, either way, and by its place where the schema has no name", () => {
  expect(firstMoveInWords([0.1, -0.4], nameOf)).toBe("up to −0.4 (lift)");
  expect(firstMoveInWords([0.5, -0.4], nameOf, 0.45)).toBe("up to +0.5 (pan), allowed 0.45");
  expect(firstMoveInWords([0, 0, 1], nameOf)).toBe("up to +1 (action 2)");
  expect(firstMoveInWords([0, 0], nameOf)).toBe("up to 0 (pan)");
});

test.each([[null], [undefined], [[]]])("where the robot did not say (%j) nothing is claimed", (firstMove) => {
  expect(firstMoveInWords(firstMove, nameOf, 0.3)).toBe("the robot does not say");
});

test("a record says how far, and nothing where the robot did not say", () => {
  expect(firstMoveRecorded([0.1, -0.4])).toBe("First move up to 0.4.");
  for (const unknown of [null, undefined, []]) expect(firstMoveRecorded(unknown)).toBe("");
});
