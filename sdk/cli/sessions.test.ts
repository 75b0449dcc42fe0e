import { expect, test } from "vitest";

import { promoteQuestion } from "./sessions.ts";

const robots = [
  { id: "r1", name: "arm-1", emergencyStopLocation: "red button, bench 1" },
  { id: "r2", name: "arm-2", emergencyStopLocation: "pull cord by the door" },
];
const sessions = [
  { _id: "s1", robotId: "r1" },
  { _id: "s2", robotId: "r2" },
  { _id: "s3", robotId: null },
];

test("whoever promotes in a terminal is asked about the robot that will move, with the place of its emergency stop", () => {
  expect(promoteQuestion("s2", sessions, robots)).toBe(
    "arm-2 will move. Its hardware emergency stop: pull cord by the door. Is everybody clear of it? Type yes: ",
  );
  for (const unknown of [promoteQuestion("s3", sessions, robots), promoteQuestion("s9", sessions, robots), promoteQuestion("s1")]) {
    expect(unknown).toBe("The arm will move. Is everybody clear of it? Type yes: ");
  }
});
