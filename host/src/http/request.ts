import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";

import type { HttpParts } from "./parts.ts";

// Whose request it is: where it comes from, and which page may make it.

export function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url?.replace(/^\/+/, "/") ?? "/", "http://host");
  } catch {
    // A target that is no URL has nothing behind it.
    return new URL("http://host/.invalid");
  }
}

const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(address);

/**
 * Where a request comes from. A proxy on this machine tells it in a header, to which it adds the last address itself; nobody else is
 * believed. It decides on nothing but turns.
 */
export function addressOf({ socket, headers }: IncomingMessage): string {
  const address = socket.remoteAddress ?? "";
  if (!isLoopback(address)) return address;
  return (
    String(headers["x-forwarded-for"] ?? "")
      .split(",")
      .at(-1)
      ?.trim() || address
  );
}

type Names = Pick<HttpParts, "origins" | "hostnames">;

/** A page of another site, or a name that somebody else's DNS points here: neither may use a port that trusts its network. */
export function isForeign(parts: Names, request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  if (!isOwnName(parts.hostnames, host)) return true;
  const { origin } = request.headers;
  return origin !== undefined && !parts.origins.includes(origin) && hostOf(origin) !== host.toLowerCase();
}

function isOwnName(hostnames: readonly string[], host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost") || hostnames.includes(name);
}

/** A page of an allowed origin may read the answer. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Vary", "Origin");
  response.setHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Convex-Client, Digest, Sentry-Trace, Baggage");
  response.setHeader("Access-Control-Max-Age", "600");
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
