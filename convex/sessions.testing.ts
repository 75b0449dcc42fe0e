import { ConvexError } from "convex/values";

import { readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

export async function ready() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const session = await readySession(t, people, seeded);
  return { t, people, seeded, ...session, ...people };
}

export const codesOf = (answer: { ok: boolean } | { ok: false; unmet?: { code: string }[] }) =>
  "unmet" in answer ? (answer.unmet ?? []).map((condition) => condition.code) : [];

/** What a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => new Error("It was not refused."),
    (refused: unknown) => refused,
  );
  if (error instanceof ConvexError) return typeof error.data === "string" ? JSON.parse(error.data) : error.data;
  throw error;
}
