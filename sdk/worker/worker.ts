/*
 * The smallest worker there can be: it verifies grants and serves a policy that stays where it is. A reference for what a
 * real worker must answer, and something to ask for tests and demos. Not a model server.
 *
 *   GET  /health   any valid grant            -> 200 {ok, baseModels}
 *   POST /infer    a grant that names a session -> 200 {rows, inferenceMs}; body {joints: number[], rows?: number}
 *
 * Without a valid grant 401, with one that is good for something else 403.
 */
import { createServer, type IncomingMessage } from "node:http";

import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";

export type WorkerOptions = {
  /** Where the console serves `/.well-known/grants.json`, such as `http://127.0.0.1:3210/http`. */
  siteUrl: string;
  baseModels: string[];
  hostname?: string;
  /** 0 takes a free one. */
  port?: number;
};

type Answer = { status: number; body: Record<string, unknown> };

const longestBody = 64 * 1024;
const mostRows = 200;

/** Starts a worker; answers its address and how to end it. Keys are fetched once and again when an unknown one signs. */
export async function startWorker({ siteUrl, baseModels, hostname = "127.0.0.1", port = 0 }: WorkerOptions) {
  const keys = createRemoteJWKSet(new URL(`${siteUrl.replace(/\/+$/, "")}/.well-known/grants.json`), { cooldownDuration: 1_000 });

  async function grantOf(request: IncomingMessage): Promise<JWTPayload | null> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) return null;
    try {
      return (await jwtVerify(token, keys, { audience: "worker", algorithms: ["EdDSA"] })).payload;
    } catch {
      return null;
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const grant = await grantOf(request);
    if (grant === null) return { status: 401, body: { ok: false, reason: "no_grant" } };
    if (request.method === "GET" && request.url === "/health") return { status: 200, body: { ok: true, baseModels } };
    // A grant for the health check names no session: it opens nothing else.
    if (typeof grant["sessionId"] !== "string" || grant["scope"] === "health")
      return { status: 403, body: { ok: false, reason: "forbidden" } };
    if (request.method === "POST" && request.url === "/infer") return await infer(request);
    return { status: 404, body: { ok: false, reason: "not_found" } };
  }

  const server = createServer((request, response) => {
    void answer(request)
      .catch((): Answer => ({ status: 500, body: { ok: false, reason: "failed" } }))
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((done, refuse) => {
    server.once("error", refuse);
    server.listen(port, hostname, done);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${hostname}:${bound}`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Every row is where the arm is now: safe to apply, and nothing to learn from. */
async function infer(request: IncomingMessage): Promise<Answer> {
  const begun = performance.now();
  const invalid: Answer = { status: 400, body: { ok: false, reason: "invalid" } };
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > longestBody) return invalid;
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid;
  }
  if (typeof body !== "object" || body === null || !("joints" in body) || !Array.isArray(body.joints)) return invalid;
  const joints: unknown[] = body.joints;
  if (joints.length === 0 || joints.length > 64 || !joints.every((joint) => Number.isFinite(joint))) return invalid;
  const wanted = "rows" in body && typeof body.rows === "number" && Number.isInteger(body.rows) ? body.rows : 50;
  const count = Math.min(mostRows, Math.max(1, wanted));
  return { status: 200, body: { ok: true, rows: Array.from({ length: count }, () => joints), inferenceMs: performance.now() - begun } };
}
