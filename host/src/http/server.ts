import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { Duplex } from "node:stream";

import { WebSocketServer } from "ws";

import { AuthFailure } from "../calls/auth-failure.ts";
import { socketOf } from "../calls/call-size.ts";
import { BadMessage } from "../sync/client-message.ts";
import { SchemaError } from "../engine/errors.ts";
import { HostError } from "../calls/failure.ts";
import { runHttpAction } from "./action.ts";
import { answerApi } from "./api.ts";
import { sendError, sendJson, sendText } from "./io.ts";
import type { HttpParts } from "./parts.ts";
import { addressOf, allowOrigin, isForeign, urlOf } from "./request.ts";
import { messageOf } from "../operation/log.ts";
import { NotRun, NotWritten } from "../mutations/errors.ts";
import { SessionClients } from "../sync/session-clients.ts";
import { SyncSession } from "../sync/sync.ts";
import { readTls, renewTls } from "./tls.ts";

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
  private readonly clients = new SessionClients();
  private readonly heart: NodeJS.Timeout;
  private stopRenewing = (): void => undefined;
  /** Those that are to be sockets when their address may open one. */
  private readonly inLine = new Set<Duplex>();

  constructor(parts: HttpParts) {
    this.parts = parts;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response);
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head);
    this.server = parts.tls === null ? createServer(answer) : createSecureServer(readTls(parts.tls), answer);
    this.local = parts.tls === null ? null : createServer(answer);
    for (const server of [this.server, this.local]) server?.on("upgrade", upgrade);
    this.sockets = new WebSocketServer({
      noServer: true,
      WebSocket: socketOf(parts.maxCallBytes),
      maxPayload: parts.maxCallBytes,
      perMessageDeflate: false,
    });
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
    for (const socket of this.inLine) socket.destroy();
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
    const status = !SYNC_PATH.test(pathname) ? 404 : isForeign(this.parts, request) ? 403 : null;
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    const taken = this.parts.newSockets.take(addressOf(request), 1);
    if ("retryAfterMs" in taken) {
      socket.end(`HTTP/1.1 429 Refused\r\nRetry-After: ${Math.ceil(taken.retryAfterMs / 1000)}\r\nConnection: close\r\n\r\n`);
      return;
    }
    if (taken.waitMs === 0) return this.open(request, socket, head);
    this.inLine.add(socket);
    setTimeout(() => this.open(request, socket, head), taken.waitMs).unref();
  }

  private open(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.inLine.delete(socket);
    if (socket.destroyed) return;
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      const session = new SyncSession(opened, socket, { ...this.parts, clients: this.clients }, addressOf(request));
      this.sessions.add(session);
      opened.on("close", () => this.sessions.delete(session));
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // Also of errors: an answer is what its type says, and no page of another site draws or runs it. An HTTP action may say otherwise.
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Cross-Origin-Resource-Policy", "same-site");
      if (isForeign(this.parts, request))
        return sendError(response, 403, "ForbiddenOrigin", "Pages of this origin, or this host name, are not allowed here");
      await this.route(request, response);
    } catch (error) {
      if (error instanceof HostError) {
        if (error.retryAfter !== null && !response.headersSent) response.setHeader("Retry-After", error.retryAfter);
        return sendError(response, error.status, error.code, error.message);
      }
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
    allowOrigin(request, response);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    if (pathname.startsWith("/api/")) return answerApi(this.parts, request, response, url);
    if (isRead && pathname === "/version") return sendText(response, 200, PROTOCOL_VERSION);
    if (isRead && pathname === "/instance_name") return sendText(response, 200, "local");
    if (isRead && pathname === "/health") return await this.health(response);
    if (isRead && pathname === "/metrics") return this.metrics(request, response);
    const pages = this.parts.pages.find(({ at }) => pathname === at || pathname.startsWith(`${at}/`));
    if (isRead && pages !== undefined && (await pages.files.serve(request, response, pathname.slice(pages.at.length)))) return;
    if (
      isRead &&
      pages === undefined &&
      this.parts.staticFiles !== null &&
      (await this.parts.staticFiles.serve(request, response, pathname))
    )
      return;
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
    if (bearer === undefined || !authenticator.isAdminKey(bearer))
      throw new HostError("Unauthenticated", "The metrics need the admin key", 401);
    sendText(response, 200, metrics.text(), "text/plain; version=0.0.4");
  }
}
