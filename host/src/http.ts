import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { isIP } from "node:net";
import path from "node:path";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";

import { WebSocketServer } from "ws";

import { AuthFailure, nobody, type Authenticator, type Caller } from "./auth.ts";
import { DEFAULT_CALL_BYTES, socketOf } from "./call-size.ts";
import { argumentsOf, BadMessage, pathIn } from "./client-message.ts";
import { answerCodegen } from "./codegen.ts";
import { SchemaError } from "./engine/errors.ts";
import type { Engine } from "./engine/types.ts";
import { HostError } from "./failure.ts";
import type { Files } from "./files.ts";
import type { FunctionEnv } from "./env.ts";
import type { FunctionLog } from "./function-log.ts";
import type { Exports } from "./http-export.ts";
import { serveUpload, serveStored } from "./http-files.ts";
import { serveImport } from "./http-import.ts";
import { runHttpAction } from "./http-action.ts";
import { readJson, sendError, sendJson, sendText, toCleanText } from "./http-io.ts";
import type { LoadedFunctions } from "./functions.ts";
import type { Imports } from "./import.ts";
import { messageOf, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { NotRun, NotWritten, type MutationQueue } from "./mutations.ts";
import type { Outcome } from "./call.ts";
import type { Runtime } from "./runtime.ts";
import { writeSnapshot, type SnapshotKind } from "./snapshot.ts";
import type { StaticFiles } from "./static-files.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { describeUnsupported } from "./system-functions.ts";
import { SyncSession } from "./sync.ts";
import { readTls, renewTls, type TlsFiles } from "./tls.ts";
import type { Json, JsonObject } from "./values/json.ts";
import { encodeTs } from "./versions.ts";

export interface HttpParts {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly runtime: Runtime;
  readonly mutations: MutationQueue;
  readonly subscriptions: Subscriptions;
  readonly authenticator: Authenticator;
  readonly files: Files;
  readonly loaded: LoadedFunctions;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly env: FunctionEnv;
  readonly functionLog: FunctionLog;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Why the store cannot be used, or cannot be written to, now; null while it can. */
  readonly trouble: () => Promise<string | null>;
  /** How often sockets are checked; one that stayed silent until the next check is dropped. */
  readonly heartbeatMs: number;
  readonly tls: TlsFiles | null;
  /** What one call may have at most, by HTTP or as a message of a socket. An administrator's requests may have `DEFAULT_CALL_BYTES`. */
  readonly maxCallBytes: number;
  readonly staticFiles: StaticFiles | null;
  readonly pages: readonly { readonly at: string; readonly files: StaticFiles }[];
  /** Paths of HTTP actions that are answered without `/http` too. */
  readonly actionPaths: readonly string[];
  /** Origins besides the host's own whose pages may use it, such as `http://localhost:5173`. */
  readonly origins: readonly string[];
  /** Names besides IP addresses and localhost under which the host may be reached. */
  readonly hostnames: readonly string[];
}

const SYNC_PATH = /^\/api\/(?:[^/]+\/)?sync$/;
/** The convex version whose protocol this is. */
const PROTOCOL_VERSION = "1.48.0";

/** The host's one port: API, sockets, HTTP actions, files and the built app. */
export class HttpServer {
  private readonly parts: HttpParts;
  private readonly server: Server | SecureServer;
  /** Without TLS, for tools on this machine and for the host's own requests to itself; null where the other one is that already. */
  private readonly local: Server | null;
  private readonly sockets: WebSocketServer;
  private readonly sessions = new Set<SyncSession>();
  private readonly heart: NodeJS.Timeout;
  private stopRenewing = (): void => undefined;

  constructor(parts: HttpParts) {
    this.parts = parts;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response);
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head);
    this.server = parts.tls === null ? createServer(answer) : createSecureServer(readTls(parts.tls), answer);
    this.local = parts.tls === null ? null : createServer(answer);
    for (const server of [this.server, this.local]) server?.on("upgrade", upgrade);
    this.sockets = new WebSocketServer({ noServer: true, WebSocket: socketOf(parts.maxCallBytes), maxPayload: parts.maxCallBytes, perMessageDeflate: false });
    this.heart = setInterval(() => {
      for (const session of this.sessions) session.heartbeat(Date.now());
    }, parts.heartbeatMs);
    parts.metrics.gauge("host_sync_sessions", "Open sockets of live clients", () => this.sessions.size);
  }

  /** @param localPort where it answers this machine without TLS, when it has TLS */
  async listen(port: number, hostname: string, localPort: number): Promise<void> {
    await this.listenAt(this.server, port, hostname);
    if (this.local !== null) await this.listenAt(this.local, localPort, "127.0.0.1");
    const { tls, log } = this.parts;
    if (tls !== null && "setSecureContext" in this.server) this.stopRenewing = renewTls(this.server, tls, log);
  }

  private listenAt(server: Server | SecureServer, port: number, hostname: string): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, hostname, () => {
        server.off("error", reject);
        server.on("error", (error) => this.parts.log("error", "server_failed", { message: error.message }));
        resolve();
      });
    });
  }

  /** Takes no more requests and closes every connection. */
  async close(): Promise<void> {
    clearInterval(this.heart);
    this.stopRenewing();
    const servers = this.local === null ? [this.server] : [this.server, this.local];
    const closed = servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
    for (const session of this.sessions) session.restart();
    for (const server of servers) server.closeIdleConnections();
    const force = setTimeout(() => {
      for (const socket of this.sockets.clients) socket.terminate();
      for (const server of servers) server.closeAllConnections();
    }, 500);
    await Promise.all(closed);
    clearTimeout(force);
    this.sockets.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const { pathname } = urlOf(request);
    const status = !SYNC_PATH.test(pathname) ? 404 : this.isForeign(request) ? 403 : null;
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      const session = new SyncSession(opened, socket, this.parts, addressOf(request));
      this.sessions.add(session);
      opened.on("close", () => this.sessions.delete(session));
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // Also of errors: an answer is what its type says, and no page of another site draws or runs it. An HTTP action may say otherwise.
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Cross-Origin-Resource-Policy", "same-site");
      if (this.isForeign(request)) return sendError(response, 403, "ForbiddenOrigin", "Pages of this origin, or this host name, are not allowed here");
      await this.route(request, response);
    } catch (error) {
      if (error instanceof HostError) return sendError(response, error.status, error.code, error.message);
      if (error instanceof SchemaError) return sendError(response, 400, error.code, error.message);
      if (error instanceof BadMessage) return sendError(response, 400, "BadRequest", error.message);
      if (error instanceof AuthFailure) return sendError(response, 401, error.code, error.message);
      if (error instanceof NotRun) return sendError(response, 503, "Unavailable", error.message);
      if (error instanceof NotWritten) return sendError(response, 503, "NotWritten", error.message);
      this.parts.metrics.add("host_request_failures_total");
      this.parts.log("error", "request_failed", { path: urlOf(request).pathname, message: messageOf(error) });
      sendError(response, 500, "InternalServerError", "The host could not answer. Its log says why.");
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const { pathname } = url;
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (pathname === "/http" || pathname.startsWith("/http/")) return runHttpAction(this.parts, request, response, url);
    if (this.parts.actionPaths.includes(pathname)) return runHttpAction(this.parts, request, response, url, pathname);
    this.allowOrigin(request, response);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    if (pathname.startsWith("/api/")) return this.api(request, response, url);
    if (isRead && pathname === "/version") return sendText(response, 200, PROTOCOL_VERSION);
    if (isRead && pathname === "/instance_name") return sendText(response, 200, "local");
    if (isRead && pathname === "/health") return await this.health(response);
    if (isRead && pathname === "/metrics") return this.metrics(request, response);
    const pages = this.parts.pages.find(({ at }) => pathname === at || pathname.startsWith(`${at}/`));
    if (isRead && pages !== undefined && (await pages.files.serve(request, response, pathname.slice(pages.at.length)))) return;
    if (isRead && pages === undefined && this.parts.staticFiles !== null && (await this.parts.staticFiles.serve(request, response, pathname))) return;
    sendError(response, 404, "NotFound", "There is nothing at this path");
  }

  private async health(response: ServerResponse): Promise<void> {
    const trouble = await this.parts.trouble();
    sendJson(response, trouble === null ? 200 : 503, JSON.stringify({ status: trouble ?? "ok" }));
  }

  private async metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authenticator, metrics } = this.parts;
    // Prometheus can send a bearer token, but no scheme of ours.
    const bearer = /^(?:Bearer|Convex) (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (bearer === undefined || !authenticator.isAdminKey(bearer)) throw new HostError("Unauthenticated", "The metrics need the admin key", 401);
    sendText(response, 200, metrics.text(), "text/plain; version=0.0.4");
  }

  private async api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const name = url.pathname.slice("/api/".length);
    if (name === "storage/upload") return serveUpload(this.parts.files, request, response, url);
    if (name.startsWith("storage/")) return serveStored(this.parts, request, response, name.slice("storage/".length));
    if (request.method === "GET" && name === "query") return this.getQuery(request, response, url);
    if (request.method === "GET" && name.startsWith("export/zip/")) {
      requireAdmin(await this.callerOf(request));
      return this.parts.exports.send(name.slice("export/zip/".length), response);
    }
    if (request.method === "GET" && name === "stream_function_logs") {
      requireAdmin(await this.callerOf(request));
      return sendJson(response, 200, await this.parts.functionLog.after(Number(url.searchParams.get("cursor") ?? 0)));
    }
    const unsupported = describeUnsupported(name);
    if (unsupported !== null) throw new HostError("NotSupported", unsupported, 501);
    if (request.method !== "POST") throw new HostError("MethodNotAllowed", "This needs a POST", 405);
    const caller = await this.callerOf(request);
    const from = addressOf(request);
    if (name === "host/backup" || name === "host/export") return this.snapshot(name === "host/backup" ? "backup" : "export", caller, response);
    if (name.startsWith("import/") || name === "perform_import") {
      requireAdmin(caller);
      return serveImport(this.parts.imports, name, request, response, url);
    }
    if (name === "export/request/zip") {
      requireAdmin(caller);
      await this.parts.exports.make(this.parts.engine, this.parts.dataDir, url.searchParams.get("includeStorage") === "true");
      return sendJson(response, 200, "null");
    }
    // The official client sends no body with it.
    if (name === "query_ts") return sendJson(response, 200, JSON.stringify({ ts: encodeTs(this.parts.engine.lastTs) }));
    const body = await readJson(request, caller.kind === "admin" ? DEFAULT_CALL_BYTES : this.parts.maxCallBytes);
    if (name === "update_environment_variables") {
      requireAdmin(caller);
      await this.parts.env.change(body["changes"], (work) => this.parts.mutations.write(work));
      this.parts.subscriptions.refresh();
      return sendJson(response, 200, "null");
    }
    if (name === "query_batch") {
      const queries = Array.isArray(body["queries"]) ? body["queries"] : [];
      const results = await Promise.all(queries.map((query) => this.call("query", caller, from, callOf(query))));
      return sendJson(response, 200, `{"results":[${results.join(",")}]}`);
    }
    if (name === "query" || name === "query_at_ts" || name === "mutation" || name === "action" || name === "function") {
      return sendJson(response, 200, await this.call(name === "query_at_ts" ? "query" : name, caller, from, callOf(body)));
    }
    if (name.startsWith("run/")) {
      const parts = name.slice("run/".length).split("/").map(decodeURIComponent);
      const exported = parts.pop() ?? "default";
      return sendJson(response, 200, await this.call("function", caller, from, callOf({ format: "json", ...body, path: `${parts.join("/")}:${exported}` })));
    }
    if (name === "host/prepare") return this.prepare(caller, body, response);
    const generated = answerCodegen(name, body, this.parts);
    if (generated === null) throw new HostError("NotFound", "There is no such API", 404);
    sendJson(response, 200, generated);
  }

  private async snapshot(kind: SnapshotKind, caller: Caller, response: ServerResponse): Promise<void> {
    if (caller.kind !== "admin") throw new HostError("Unauthenticated", "A snapshot needs the admin key", 401);
    const { engine, dataDir } = this.parts;
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

  private async prepare(caller: Caller, { schema }: JsonObject, response: ServerResponse): Promise<void> {
    if (caller.kind !== "admin") throw new HostError("Unauthenticated", "Preparing a schema needs the admin key", 401);
    if (schema !== null && typeof schema !== "string") throw new HostError("BadRequest", "`schema` must be the text of an exported schema, or null");
    const documents = await this.parts.engine.prepareSchema(schema, (work) => this.parts.mutations.between(work));
    sendJson(response, 200, JSON.stringify({ documents }));
  }

  private async getQuery(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const read = (key: string) => url.searchParams.get(key) ?? "";
    let args: Json;
    try {
      args = JSON.parse(read("args") || "{}");
    } catch {
      throw new HostError("BadRequest", "`args` must be JSON");
    }
    sendJson(response, 200, await this.call("query", await this.callerOf(request), addressOf(request), callOf({ path: read("path"), args, format: read("format") })));
  }

  private async call(kind: "query" | "mutation" | "action" | "function", caller: Caller, from: string, { path, args, isEncoded }: HttpCall): Promise<string> {
    const { runtime, mutations } = this.parts;
    const call = { path, args, caller, from };
    const outcome =
      kind === "query" ? await runtime.runQuery(call) : kind === "mutation" ? (await mutations.submit(call)).outcome : kind === "action" ? await runtime.runAction(call) : await runtime.runAny(call);
    return outcomeText(outcome, isEncoded);
  }

  private callerOf(request: IncomingMessage): Promise<Caller> {
    return request.headers.authorization === undefined ? Promise.resolve(nobody) : this.parts.authenticator.fromHeader(request.headers.authorization);
  }

  /** A page of another site, or a name that somebody else's DNS points here: neither may use a port that trusts its network. */
  private isForeign(request: IncomingMessage): boolean {
    const host = request.headers.host ?? "";
    if (!this.isOwnName(host)) return true;
    const { origin } = request.headers;
    return origin !== undefined && !this.parts.origins.includes(origin) && hostOf(origin) !== host.toLowerCase();
  }

  private isOwnName(host: string): boolean {
    const name = host.toLowerCase().replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost") || this.parts.hostnames.includes(name);
  }

  private allowOrigin(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    if (origin === undefined) return;
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Vary", "Origin");
    response.setHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Convex-Client, Digest, Sentry-Trace, Baggage");
    response.setHeader("Access-Control-Max-Age", "600");
  }
}

function requireAdmin(caller: Caller): void {
  if (caller.kind !== "admin") throw new HostError("Unauthenticated", "This needs the admin key", 401);
}

const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(address);

/**
 * Where a request comes from. A proxy on this machine tells it in a header, to which it adds the last address itself; nobody else is
 * believed. It decides on nothing but turns.
 */
function addressOf({ socket, headers }: IncomingMessage): string {
  const address = socket.remoteAddress ?? "";
  if (!isLoopback(address)) return address;
  return String(headers["x-forwarded-for"] ?? "").split(",").at(-1)?.trim() || address;
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

function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url?.replace(/^\/+/, "/") ?? "/", "http://host");
  } catch {
    // A target that is no URL has nothing behind it.
    return new URL("http://host/.invalid");
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
