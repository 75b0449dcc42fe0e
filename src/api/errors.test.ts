import { ConvexError } from "convex/values";
import { expect, test } from "vitest";

import { appErrorOf, describeError, isMissingId } from "./errors.ts";

test("a refusal is told by its code", () => {
  expect(describeError(new ConvexError({ code: "forbidden", needs: "admin" }))).toContain("admin role");
  expect(describeError(new ConvexError({ code: "forbidden", needs: "this_robot" }))).toBe("You may not act on this robot. Ask an admin.");
  expect(describeError(new ConvexError({ code: "forbidden", needs: "this_deployment" }))).toBe(
    "You may not act on this deployment. Ask an admin.",
  );
  expect(describeError(new ConvexError({ code: "forbidden", needs: "everywhere" }))).toBe(
    "You may not act for the whole organization. Ask an admin.",
  );
  expect(describeError(new ConvexError({ code: "rate_limited", retryAfterMs: 90_000 }))).toContain("1 min 30 s");
  expect(describeError(new ConvexError({ code: "conflict", reason: "session_open", message: "A session is open on this robot." }))).toBe(
    "A session is open on this robot.",
  );
  expect(describeError(new ConvexError({ code: "invalid", path: "$.name", message: "Too long." }))).toBe("$.name: Too long.");
});

test("every unmet condition of a promotion is told", () => {
  const unmet = [
    { code: "a", message: "Robot is late.", fix: "" },
    { code: "b", message: "Doctor is stale.", fix: "" },
  ];
  expect(describeError(new ConvexError({ code: "not_ready", unmet }))).toBe("Not ready: Robot is late. Doctor is stale.");
});

test("what the server does not explain is not shown raw", () => {
  const bug = new Error("TypeError: cannot read properties of undefined (reading 'secret')");
  expect(describeError(bug)).not.toContain("secret");
  expect(appErrorOf(new ConvexError({ code: "made_up" }))).toBeNull();
  expect(appErrorOf("text")).toBeNull();
});

test("a mistyped address is not called a failure of the server", () => {
  expect(isMissingId(new Error('[CONVEX Q(robots:get)] ArgumentValidationError: Path: .id Value: "abc"'))).toBe(true);
});
