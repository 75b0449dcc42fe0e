import { httpRouter, makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";

import { internal } from "./_generated/api";
import { httpAction } from "./_generated/server";
import { auth } from "./auth";
import type { AppErrorData } from "./errors";
import { localPlaces, openApiDocument } from "./openapi/document";

const http = httpRouter();
auth.addHttpRoutes(http);

// No cookie is ever looked at, so any page may ask: what it is told depends on the token it holds.
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Max-Age": "86400",
  "Cache-Control": "no-store",
  "Content-Type": "application/json",
};

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers });
const preflight = httpAction(() => Promise.resolve(new Response(null, { status: 204, headers })));

// By name, because the type of `api` depends on this very file.
const stopSession = makeFunctionReference<"mutation", { id: string; sentAt?: number; reason?: string }>("sessions:stop");

/** Server time, epoch ms: what the browser ages every value against. */
http.route({
  path: "/time",
  method: "GET",
  handler: httpAction(() => Promise.resolve(json({ now: Date.now() }))),
});

/** The public key that a worker verifies grants with, as a JWKS. */
http.route({
  path: "/.well-known/grants.json",
  method: "GET",
  handler: httpAction(async (ctx) => json(await ctx.runQuery(internal.grants.keys, {}))),
});

// Made once: it stays the same as long as this code runs, and anybody may ask as often as they like.
let description: string | null = null;

/** What this deployment's functions take and answer, as OpenAPI 3.1, with the addresses of this very deployment. */
http.route({
  path: "/openapi.json",
  method: "GET",
  handler: httpAction(() => {
    const { CONVEX_CLOUD_URL, CONVEX_SITE_URL } = process.env;
    const places = { functionsUrl: CONVEX_CLOUD_URL ?? localPlaces.functionsUrl, routesUrl: CONVEX_SITE_URL ?? localPlaces.routesUrl };
    description ??= JSON.stringify(openApiDocument(places));
    return Promise.resolve(new Response(description, { status: 200, headers }));
  }),
});

/** Software stop by plain HTTPS, for when the socket is down. Body `{sessionId, sentAt?, reason?}`; answers `ok` and the stop facts. */
http.route({
  path: "/stop",
  method: "POST",
  handler: httpAction(async (ctx, request) => {
    const body = await readBody(request);
    if (body === null) return json({ code: "invalid", path: "$.sessionId", message: "Give a sessionId." }, 400);
    try {
      return json({ ok: true, ...(await ctx.runMutation(stopSession, body)) });
    } catch (error) {
      return refusal(error);
    }
  }),
});

for (const path of ["/time", "/stop", "/.well-known/grants.json", "/openapi.json"]) {
  http.route({ path, method: "OPTIONS", handler: preflight });
}

async function readBody(request: Request): Promise<{ id: string; sentAt?: number; reason?: string } | null> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return null;
  }
  if (typeof body !== "object" || body === null || !("sessionId" in body)) return null;
  if (typeof body.sessionId !== "string") return null;
  return {
    id: body.sessionId,
    ...("sentAt" in body && typeof body.sentAt === "number" ? { sentAt: body.sentAt } : {}),
    ...("reason" in body && typeof body.reason === "string" ? { reason: body.reason } : {}),
  };
}

const statusOf: Partial<Record<AppErrorData["code"], number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid: 400,
};

function refusal(error: unknown): Response {
  if (!(error instanceof ConvexError)) {
    // A malformed id, refused by the argument validator.
    return json({ code: "invalid", path: "$.sessionId", message: "This is no session id." }, 400);
  }
  const data = error.data as AppErrorData;
  return json(data, statusOf[data.code] ?? 409);
}

export default http;
