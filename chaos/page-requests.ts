import type { Request } from "@playwright/test";

import type { StopAnswer } from "#src/api/physical.ts";

import type { Deed } from "./operator.ts";

// What is read from the requests of a page, and from their answers.

type Answer = { status?: string; value?: { ok?: boolean; version?: number; reason?: string } };
type Asked = { id: string; version: number };

export function argsOf(request: Request): Asked {
  const { args } = JSON.parse(request.postData() ?? "{}") as { args: Asked | [Asked] }; // what the dashboard itself sent
  return Array.isArray(args) ? args[0] : args;
}

async function answerOf<T>(request: Request): Promise<T | null> {
  try {
    return ((await (await request.response())?.json()) ?? null) as T | null; // the function's own `returns` checked it
  } catch {
    return null;
  }
}

type Told = Pick<Extract<Deed, { kind: "promote" }>, "told" | "version" | "why">;

export async function toldBy(request: Request): Promise<Told> {
  const answer = await answerOf<Answer>(request);
  if (answer === null) return { told: "unknown", version: null, why: "no answer" };
  if (answer.status !== "success" || answer.value?.ok !== true) return { told: "refused", version: null, why: JSON.stringify(answer) };
  return { told: "accepted", version: answer.value.version ?? null, why: "" };
}

type Facts = { id?: string; acceptedAt?: number; acknowledgedAt?: number; motionZeroAt?: number; emergencyStopLocation?: string };

/** Null when the request had no answer, or was refused. */
export async function stopToldBy(request: Request): Promise<StopAnswer | null> {
  const told = await answerOf<Facts>(request);
  if (told?.acceptedAt === undefined) return null;
  const { id = null, acceptedAt, acknowledgedAt = null, motionZeroAt = null, emergencyStopLocation = null } = told;
  return { stopId: id, acceptedAt, acknowledgedAt, motionZeroAt, stopLocation: emergencyStopLocation };
}
