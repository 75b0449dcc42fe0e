import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";

import { callTooLarge } from "../calls/call-size.ts";
import { LONG_CALL_BYTES, type LongCall } from "../calls/long-calls.ts";
import { HostError } from "../calls/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

/** How long the connection stays open after an answer to a request whose body is not read: closing it at once could lose the answer. */
const LINGER_MS = 1000;

/**
 * Reads a whole body.
 *
 * @param call asked before more is read than a short one has; null: for somebody who may send what they like
 * @throws HostError 413 when it is longer than `limit`: before any of it is read, where its length is told
 */
export async function readBody(request: IncomingMessage, limit: number, call: LongCall | null): Promise<Buffer> {
  const told = Number(request.headers["content-length"] ?? 0);
  if (told > limit) throw callTooLarge(limit);
  if (told > LONG_CALL_BYTES) await call?.read(told);
  if (request.destroyed) throw incomplete();
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isAdmitted = call === null || told > LONG_CALL_BYTES;
    const giveUp = (error: Error) => {
      // Destroying the request would reset the connection before the answer is out.
      request.off("data", take).pause();
      chunks.length = 0;
      reject(error);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) return giveUp(callTooLarge(limit));
      if (isAdmitted || call === null || size <= LONG_CALL_BYTES) return;
      // It did not say how long it is: it counts for the longest.
      isAdmitted = true;
      request.pause();
      call.read(limit).then(() => request.resume(), giveUp);
    };
    request.on("data", take);
    // Nearly always one piece, which then needs no copy.
    request.once("end", () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
    request.once("error", reject);
    // Every request closes at last; an error for each of them would cost more than reading its body.
    request.once("close", () => request.readableEnded || reject(incomplete()));
  });
}

const incomplete = (): HostError => new HostError("BodyIncomplete", "The request ended before its body");

/** The official tool sends its bundles compressed. The limit holds for what comes out, too. */
async function decoded(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  const decode = encoding === "br" ? promisify(brotliDecompress) : encoding === "gzip" ? promisify(gunzip) : null;
  if (decode === null) throw new HostError("BadEncoding", "The body's encoding must be gzip or br", 415);
  try {
    return await decode(body, { maxOutputLength: limit });
  } catch {
    throw new HostError("BadEncoding", "The body is not what its encoding says, or is too large");
  }
}

/** @throws HostError 400 when the body is no JSON object, 413 when it is longer than `limit`, and as `call` does */
export async function readJson(request: IncomingMessage, limit: number, call: LongCall | null): Promise<JsonObject> {
  const text = (await decoded(await readBody(request, limit, call), request.headers["content-encoding"], limit)).toString("utf8");
  await call?.parse(text);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HostError("BadJsonBody", "The request body is no JSON");
  }
  if (!isJsonObject(value)) throw new HostError("BadJsonBody", "The request body must be an object");
  return value;
}

/** @param body JSON text */
export function sendJson(response: ServerResponse, status: number, body: string): void {
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.writeHead(status).end(body);
}

export function sendText(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.setHeader("Content-Type", type);
  response.setHeader("Cache-Control", "no-store");
  response.writeHead(status).end(body);
}

export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ code, message });
  if (response.req.complete) return sendJson(response, status, body);
  // What is left of the body must not be read as the next request. Nor is it read at all: whoever sends it sees the answer and ends, or is ended.
  response.setHeader("Connection", "close");
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.writeHead(status).write(body);
  const end = setTimeout(() => response.end(), LINGER_MS).unref();
  response.once("close", () => clearTimeout(end));
}

/** The same as text; only a value with a `$` in a name can need it. */
export const toCleanText = (text: string) => (text.includes('"$') ? JSON.stringify(toCleanJson(JSON.parse(text))) : text);

/** Writes a value for callers that do not know Convex's encoding: an int64 is decimal text, bytes are base64. */
function toCleanJson(value: Json): Json {
  if (Array.isArray(value)) return value.map(toCleanJson);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && typeof only[1] === "string") {
    const [name, text] = only;
    if (name === "$integer") return String(Buffer.from(text, "base64").readBigInt64LE());
    if (name === "$bytes") return text;
    if (name === "$float") return String(Buffer.from(text, "base64").readDoubleLE());
  }
  return Object.fromEntries(entries.map(([name, field]) => [name, toCleanJson(field)]));
}
