import type { Transaction } from "../engine/types.ts";
import type { Outcome } from "../calls/call.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

// A job as it is stored: a document for whoever looks, and keys by which it is found.

export const JOBS_TABLE = "_scheduled_functions";
export const SYSTEM = { system: true } as const;

interface Job {
  readonly path: string;
  readonly args: JsonObject;
  readonly dueAt: number;
  readonly kind: string;
}

export function readJob(tx: Transaction, id: string): Job | null {
  const text = tx.get(id, SYSTEM);
  if (text === null) return null;
  const { name, args, scheduledTime, state }: JsonObject = JSON.parse(text);
  const first = Array.isArray(args) ? (args[0] ?? {}) : {};
  const kind = isJsonObject(state) ? state["kind"] : null;
  return { path: textOr(name), args: isJsonObject(first) ? first : {}, dueAt: Number(scheduledTime), kind: textOr(kind) };
}

const textOr = (value: Json | undefined) => (typeof value === "string" ? value : "");

export function stateAfter(outcome: Outcome): JsonObject {
  return outcome.ok ? { kind: "success" } : { kind: "failed", error: outcome.failure.message };
}

// Padded, so that text order is time order.
export const pad = (ms: number) => String(Math.max(0, Math.ceil(ms))).padStart(16, "0");
export const dueKey = (dueAt: number, id: string) => `due/${pad(dueAt)}/${id}`;
export const timeIn = (key: string) => Number(key.split("/")[1]);
export const idIn = (key: string) => key.split("/")[2] ?? "";
