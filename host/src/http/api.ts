import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { nobody, type Caller } from "../calls/auth.ts";
import { DEFAULT_CALL_BYTES } from "../calls/call-size.ts";
import type { Call, Outcome } from "../calls/call.ts";
import { argumentsOf, BadMessage, pathIn } from "../sync/client-message.ts";
import { answerCodegen } from "../functions/codegen.ts";
import { HostError } from "../calls/failure.ts";
import { serveUpload, serveStored } from "./files.ts";
import { serveImport } from "./import.ts";
import { readJson, sendJson, toCleanText } from "./io.ts";
import type { HttpParts } from "./parts.ts";
import { addressOf } from "./request.ts";
import { writeSnapshot, type SnapshotKind } from "../transfer/snapshot.ts";
import { describeUnsupported } from "../functions/system-functions.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { encodeTs } from "../sync/versions.ts";

/** Answers what is below `/api/`: calls, files, imports and exports, and what the official command line asks. */
export async function answerApi(parts: HttpParts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const name = url.pathname.slice("/api/".length);
  if (name === "storage/upload") return serveUpload(parts.files, request, response, url);
  if (name.startsWith("storage/")) return serveStored(parts, request, response, name.slice("storage/".length));
  if (request.method === "GET" && name === "query") return getQuery(parts, request, response, url);
  if (request.method === "GET" && name.startsWith("export/zip/")) {
    requireAdmin(await callerOf(parts, request));
    return parts.exports.send(name.slice("export/zip/".length), response);
  }
  if (request.method === "GET" && name === "stream_function_logs") {
    requireAdmin(await callerOf(parts, request));
    return sendJson(response, 200, await parts.functionLog.after(Number(url.searchParams.get("cursor") ?? 0)));
  }
  const unsupported = describeUnsupported(name);
  if (unsupported !== null) throw new HostError("NotSupported", unsupported, 501);
  if (request.method !== "POST") throw new HostError("MethodNotAllowed", "This needs a POST", 405);
  const caller = await callerOf(parts, request);
  const sender = senderOf(request, response);
  if (name === "host/backup" || name === "host/export")
    return snapshot(parts, name === "host/backup" ? "backup" : "export", caller, response);
  if (name.startsWith("import/") || name === "perform_import") {
    requireAdmin(caller);
    return serveImport(parts.imports, name, request, response, url);
  }
  if (name === "export/request/zip") {
    requireAdmin(caller);
    await parts.exports.make(parts.engine, parts.dataDir, url.searchParams.get("includeStorage") === "true");
    return sendJson(response, 200, "null");
  }
  // The official client sends no body with it.
  if (name === "query_ts") return sendJson(response, 200, JSON.stringify({ ts: encodeTs(parts.engine.lastTs) }));
  const isAdmin = caller.kind === "admin";
  const body = await readJson(
    request,
    isAdmin ? DEFAULT_CALL_BYTES : parts.maxCallBytes,
    isAdmin ? null : parts.longCalls.begin(sender.from),
  );
  if (name === "update_environment_variables") {
    requireAdmin(caller);
    await parts.env.change(body["changes"], (work) => parts.mutations.write(work));
    parts.subscriptions.refresh();
    return sendJson(response, 200, "null");
  }
  if (name === "query_batch") {
    const queries = Array.isArray(body["queries"]) ? body["queries"] : [];
    const results = await Promise.all(queries.map((query) => call(parts, "query", caller, sender, callOf(query))));
    return sendJson(response, 200, `{"results":[${results.join(",")}]}`);
  }
  if (name === "query" || name === "query_at_ts" || name === "mutation" || name === "action" || name === "function") {
    return sendJson(response, 200, await call(parts, name === "query_at_ts" ? "query" : name, caller, sender, callOf(body)));
  }
  if (name.startsWith("run/")) {
    const names = name.slice("run/".length).split("/").map(decodeURIComponent);
    const exported = names.pop() ?? "default";
    return sendJson(
      response,
      200,
      await call(parts, "function", caller, sender, callOf({ format: "json", ...body, path: `${names.join("/")}:${exported}` })),
    );
  }
  if (name === "host/prepare") return prepare(parts, caller, body, response);
  const generated = answerCodegen(name, body, parts);
  if (generated === null) throw new HostError("NotFound", "There is no such API", 404);
  sendJson(response, 200, generated);
}

async function snapshot(parts: HttpParts, kind: SnapshotKind, caller: Caller, response: ServerResponse): Promise<void> {
  if (caller.kind !== "admin") throw new HostError("Unauthenticated", "A snapshot needs the admin key", 401);
  const { engine, dataDir } = parts;
  const file = path.join(dataDir, `snapshot-${randomUUID()}.zip`);
  try {
    await writeSnapshot(kind, engine, dataDir, file);
    response.setHeader("Content-Type", "application/zip");
    response.setHeader("Content-Length", (await stat(file)).size);
    response.writeHead(200);
    await pipeline(createReadStream(file), response);
  } finally {
    await rm(file, { force: true });
  }
}

async function prepare(parts: HttpParts, caller: Caller, { schema }: JsonObject, response: ServerResponse): Promise<void> {
  if (caller.kind !== "admin") throw new HostError("Unauthenticated", "Preparing a schema needs the admin key", 401);
  if (schema !== null && typeof schema !== "string")
    throw new HostError("BadRequest", "`schema` must be the text of an exported schema, or null");
  const documents = await parts.engine.prepareSchema(schema, (work) => parts.mutations.between(work));
  sendJson(response, 200, JSON.stringify({ documents }));
}

async function getQuery(parts: HttpParts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const read = (key: string) => url.searchParams.get(key) ?? "";
  let args: Json;
  try {
    args = JSON.parse(read("args") || "{}");
  } catch {
    throw new HostError("BadRequest", "`args` must be JSON");
  }
  sendJson(
    response,
    200,
    await call(
      parts,
      "query",
      await callerOf(parts, request),
      senderOf(request, response),
      callOf({ path: read("path"), args, format: read("format") }),
    ),
  );
}

type Sender = Required<Pick<Call, "from" | "isGone">>;
const senderOf = (request: IncomingMessage, response: ServerResponse): Sender => ({
  from: addressOf(request),
  isGone: () => response.destroyed,
});

async function call(
  parts: HttpParts,
  kind: "query" | "mutation" | "action" | "function",
  caller: Caller,
  sender: Sender,
  { path, args, isEncoded }: HttpCall,
): Promise<string> {
  const { runtime, mutations } = parts;
  const call = { path, args, caller, ...sender };
  const outcome =
    kind === "query"
      ? await queryInTurn(parts, call)
      : kind === "mutation"
        ? (await mutations.submit(call)).outcome
        : kind === "action"
          ? await runtime.runAction(call)
          : await runtime.runAny(call);
  return outcomeText(outcome, isEncoded);
}

/** What one address asks for at once is spread over as many turns, so that others are heard in between. */
async function queryInTurn({ runtime, turns }: HttpParts, call: Call): Promise<Outcome> {
  await turns.turn(call.from ?? "");
  return runtime.runQuery(call);
}

function callerOf(parts: HttpParts, request: IncomingMessage): Promise<Caller> {
  return request.headers.authorization === undefined
    ? Promise.resolve(nobody)
    : parts.authenticator.fromHeader(request.headers.authorization);
}

function requireAdmin(caller: Caller): void {
  if (caller.kind !== "admin") throw new HostError("Unauthenticated", "This needs the admin key", 401);
}

interface HttpCall {
  readonly path: string;
  readonly args: JsonObject;
  readonly isEncoded: boolean;
}

function callOf(body: Json): HttpCall {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new BadMessage("A call must be an object");
  const { args, format } = body;
  const path = pathIn(body, "path");
  if (path === "") throw new BadMessage("`path` must not be empty");
  return { path, args: argumentsOf(args), isEncoded: format === "convex_encoded_json" };
}

function outcomeText(outcome: Outcome, isEncoded: boolean): string {
  const tail = `,"logLines":${JSON.stringify(outcome.logLines)}}`;
  const plain = (text: string) => (isEncoded ? text : toCleanText(text));
  if (outcome.ok) return `{"status":"success","value":${plain(outcome.value)}${tail}`;
  const { message, data } = outcome.failure;
  return `{"status":"error","errorMessage":${JSON.stringify(message)}${data === undefined ? "" : `,"errorData":${plain(JSON.stringify(data))}`}${tail}`;
}
