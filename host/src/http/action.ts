import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { AuthFailure } from "../calls/auth-failure.ts";
import { nobody, type Authenticator, type Caller } from "../calls/auth.ts";
import type { LongCalls } from "../calls/long-calls.ts";
import { readBody, sendError, sendJson } from "./io.ts";
import { addressOf } from "./request.ts";
import type { LoadedFunctions } from "../functions/functions.ts";
import { messageOf, type Log } from "../operation/log.ts";
import type { Runtime } from "../functions/runtime.ts";

export interface HttpActionParts {
  readonly runtime: Runtime;
  readonly authenticator: Authenticator;
  readonly loaded: LoadedFunctions;
  readonly log: Log;
  readonly maxCallBytes: number;
  readonly longCalls: LongCalls;
}

/** Set by Node for this connection, and not the action's to choose. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "trailer",
  "te",
  "proxy-authorization",
  "proxy-authenticate",
]);

/** Answers a request with the HTTP action that the router names for `path`: what follows `/http`, or the whole of a path that is answered without. */
export async function runHttpAction(
  parts: HttpActionParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: string = url.pathname.slice("/http".length) || "/",
): Promise<void> {
  const method = request.method ?? "GET";
  // The library knows GET for HEAD, as the fetch standard does.
  const action = parts.loaded.httpAction(path, method === "HEAD" ? "GET" : method);
  if (action === undefined) return sendError(response, 404, "NotFound", "No HTTP action matches this path and method");
  const caller = await callerOf(parts.authenticator, request);
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? await readBody(request, parts.maxCallBytes, parts.longCalls.begin(addressOf(request))) : null;
  const forAction = new Request(`http://${request.headers.host ?? "localhost"}${path}${url.search}`, {
    method,
    headers: headersOf(request),
    body: body === null ? null : new Uint8Array(body),
  });
  let answer: Response;
  try {
    answer = await parts.runtime.runHttp(action, forAction, caller);
  } catch (error) {
    // The official server's form, which tools show: one line, and the failure with its positions where they may be seen.
    const { message, data } = parts.runtime.describe(error, action.path, caller);
    const [line = "", ...rest] = message.trimEnd().split("\n");
    const failure = rest.length === 0 ? { code: line } : { code: `${line}: ${rest[0] ?? ""}`, trace: rest.join("\n") };
    return sendJson(response, 500, JSON.stringify({ ...failure, ...(data === undefined ? {} : { data }) }));
  }
  await send(answer, response, method === "HEAD", parts.log);
}

/** An action may have credentials of its own kind in this header, so one that is no valid token fails only where the action asks for the user. */
async function callerOf(authenticator: Authenticator, request: IncomingMessage): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization === undefined) return nobody;
  try {
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    if (token === undefined) throw new AuthFailure("InvalidAuthHeader", "The Authorization header holds no bearer token");
    return await authenticator.fromToken(token);
  } catch (error) {
    if (error instanceof AuthFailure) return { kind: "none", failure: error };
    throw error;
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (HOP_BY_HOP.has(name) || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

async function send(answer: Response, response: ServerResponse, isHead: boolean, log: Log): Promise<void> {
  for (const [name, value] of answer.headers) if (name !== "set-cookie" && !HOP_BY_HOP.has(name)) response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("Set-Cookie", cookies);
  response.writeHead(answer.status);
  if (answer.body === null || isHead) return void response.end();
  try {
    // The two libraries name the same stream class differently.
    await pipeline(Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream), response);
  } catch (error) {
    // The status is out already; all that is left is to break the connection.
    log("warn", "http_action_cut", { message: messageOf(error) });
    response.destroy();
  }
}
