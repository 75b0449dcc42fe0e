import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

import type { Engine } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import { readStored, type Files, type StoredFile } from "../files.ts";
import { sendJson } from "./io.ts";

/** POST of a file to the URL that `generateUploadUrl` gave out. */
export async function serveUpload(files: Files, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (request.method !== "POST") throw new HostError("MethodNotAllowed", "This needs a POST", 405);
  const component = files.takeUpload(url.searchParams.get("token") ?? "");
  const digest = /sha-256=([A-Za-z0-9+/=]+)/i.exec(String(request.headers["digest"] ?? ""))?.[1];
  const storageId = await files.store(component, request, request.headers["content-type"] ?? null, digest);
  sendJson(response, 200, JSON.stringify({ storageId }));
}

/** GET of a stored file, or of one range of it. */
export async function serveStored(
  parts: { readonly engine: Engine; readonly files: Files },
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") throw new HostError("MethodNotAllowed", "This needs a GET", 405);
  const tx = parts.engine.begin("query");
  let file: StoredFile | null;
  try {
    file = await parts.files.find(tx, name);
  } finally {
    tx.close();
  }
  if (file === null) throw new HostError("FileNotFound", "There is no such file", 404);
  response.setHeader("Content-Type", file.contentType ?? "application/octet-stream");
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Cache-Control", "private, max-age=2592000");
  response.setHeader("Digest", `sha-256=${file.sha256}`);
  response.setHeader("ETag", `"${file.sha256}"`);
  response.setHeader("Referrer-Policy", "no-referrer");
  // Uploaded by users and served from the app's origin: it must not run as a page of the app.
  response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.setHeader("Content-Disposition", isPassive(file.contentType) ? "inline" : "attachment");
  const range = rangeOf(request.headers.range, file.size);
  if (range === "unsatisfiable") {
    response.setHeader("Content-Range", `bytes */${file.size}`);
    response.writeHead(416).end();
    return;
  }
  if (range !== null) response.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${file.size}`);
  response.setHeader("Content-Length", range === null ? file.size : range.end - range.start + 1);
  response.writeHead(range === null ? 200 : 206);
  if (request.method === "HEAD" || file.size === 0) return void response.end();
  await pipeline(readStored(file, range ?? undefined), response);
}

/** What a browser can open without running anything of it. A vector picture may hold scripts; `<img>` still draws a saved one. */
const isPassive = (contentType: string | null): boolean =>
  /^(?:image\/(?!svg)|audio\/|video\/|text\/plain(?:;|$))/i.test(contentType ?? "");

/** Reads a header of one range; several ranges are answered with the whole file, which is allowed. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | "unsatisfiable" | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "") || size === 0) return null;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? "unsatisfiable" : { start, end };
}
