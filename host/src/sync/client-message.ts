import { qualify } from "../functions/components.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

export type QueryChange =
  | { readonly type: "Add"; readonly queryId: number; readonly path: string; readonly args: JsonObject; readonly journal: string | null }
  | { readonly type: "Remove"; readonly queryId: number };

/** What a client sends over its WebSocket, checked. */
export type ClientMessage =
  | { readonly type: "Connect"; readonly sessionId: string; readonly connectionCount: number; readonly maxObservedTimestamp: string | null }
  | { readonly type: "ModifyQuerySet"; readonly baseVersion: number; readonly newVersion: number; readonly changes: readonly QueryChange[] }
  | { readonly type: "Mutation" | "Action"; readonly requestId: number; readonly path: string; readonly args: JsonObject }
  | {
      readonly type: "Authenticate";
      readonly baseVersion: number;
      readonly tokenType: "User" | "Admin" | "None";
      readonly value: string;
      readonly actingAs: Json;
    }
  | { readonly type: "Event" };

/** A message that no retry can make right. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
}

/** @throws BadMessage */
export function parseClientMessage(text: string): ClientMessage {
  let message: Json;
  try {
    message = JSON.parse(text);
  } catch {
    throw new BadMessage("The message is no JSON");
  }
  if (!isJsonObject(message)) throw new BadMessage("The message is no object");
  switch (message["type"]) {
    case "Connect":
      return {
        type: "Connect",
        sessionId: textOf(message, "sessionId"),
        connectionCount: integer(message, "connectionCount"),
        maxObservedTimestamp: typeof message["maxObservedTimestamp"] === "string" ? message["maxObservedTimestamp"] : null,
      };
    case "ModifyQuerySet":
      return {
        type: "ModifyQuerySet",
        baseVersion: integer(message, "baseVersion"),
        newVersion: integer(message, "newVersion"),
        changes: list(message["modifications"]).map(queryChange),
      };
    case "Mutation":
    case "Action":
      return {
        type: message["type"],
        requestId: integer(message, "requestId"),
        path: pathIn(message, "udfPath"),
        args: argumentsOf(message["args"]),
      };
    case "Authenticate": {
      const { tokenType } = message;
      if (tokenType !== "User" && tokenType !== "Admin" && tokenType !== "None") throw new BadMessage("Unknown token type");
      return {
        type: "Authenticate",
        baseVersion: integer(message, "baseVersion"),
        tokenType,
        value: tokenType === "None" ? "" : textOf(message, "value"),
        actingAs: message["impersonating"] ?? message["actingAs"] ?? null,
      };
    }
    case "Event":
      return { type: "Event" };
    default:
      throw new BadMessage("Unknown message type");
  }
}

function queryChange(change: Json): QueryChange {
  if (!isJsonObject(change)) throw new BadMessage("A modification is no object");
  const queryId = integer(change, "queryId");
  if (change["type"] === "Remove") return { type: "Remove", queryId };
  if (change["type"] !== "Add") throw new BadMessage("Unknown modification");
  const { journal } = change;
  return {
    type: "Add",
    queryId,
    path: pathIn(change, "udfPath"),
    args: argumentsOf(change["args"]),
    journal: typeof journal === "string" ? journal : null,
  };
}

/** Arguments come as a list of one object, or as the object itself. */
export function argumentsOf(args: Json | undefined): JsonObject {
  const value = Array.isArray(args) ? (args[0] ?? {}) : (args ?? {});
  if (!isJsonObject(value) || (Array.isArray(args) && args.length > 1)) throw new BadMessage("Arguments must be one object");
  return value;
}

/** A function's path in the host's form; administrators may name a component. */
export function pathIn(message: JsonObject, name: string): string {
  const { componentPath } = message;
  return qualify(typeof componentPath === "string" ? componentPath : "", textOf(message, name));
}

function textOf(message: JsonObject, name: string): string {
  const value = message[name];
  if (typeof value !== "string" || value.length > 65_536) throw new BadMessage(`\`${name}\` must be a string`);
  return value;
}

function integer(message: JsonObject, name: string): number {
  const value = message[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new BadMessage(`\`${name}\` must be a whole number`);
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new BadMessage("`modifications` must be a list");
  return value;
}
