import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest|wasm)|image\/svg)/;
const MIN_COMPRESSED_BYTES = 1024;
/** Names that build tools make of the content: such a file never changes. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const MAX_CACHED_BYTES = 128 * 1024 * 1024;

interface Asset {
  readonly mtimeMs: number;
  readonly type: string;
  readonly etag: string;
  readonly raw: Buffer;
  readonly encoded: { br?: Buffer; gzip?: Buffer };
}

/** Serves a built single-page app, or a built folder of pages. */
export class StaticFiles {
  private readonly root: string;
  private readonly kind: "app" | "pages";
  private readonly cache = new Map<string, Asset>();
  private cachedBytes = 0;

  constructor(folder: string, kind: "app" | "pages" = "app") {
    this.root = path.resolve(folder);
    this.kind = kind;
  }

  /** Answers a GET or HEAD. False: there is no such file, and the path is no page either. */
  async serve(request: IncomingMessage, response: ServerResponse, urlPath: string): Promise<boolean> {
    const name = safeName(urlPath);
    if (name === null) return false;
    const exact = name === "" ? null : await this.load(name);
    const page = exact ?? (path.extname(name) === "" ? await this.load(this.pageOf(name)) : null);
    const asset = page ?? (this.kind === "pages" ? await this.load("404.html") : null);
    if (asset === null) return false;
    const isHashed = exact !== null && name.startsWith("assets/") && HASHED.test(name);
    response.setHeader("Content-Type", asset.type);
    response.setHeader("ETag", asset.etag);
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (asset.type.startsWith("text/html")) response.setHeader("Content-Security-Policy", pagePolicy(asset.raw.toString("utf8")));
    if (page !== null && request.headers["if-none-match"] === asset.etag) {
      response.writeHead(304).end();
      return true;
    }
    const { body, encoding } = await encode(asset, String(request.headers["accept-encoding"] ?? ""));
    if (encoding !== null) response.setHeader("Content-Encoding", encoding);
    response.setHeader("Content-Length", body.length);
    response.writeHead(page === null ? 404 : 200).end(request.method === "HEAD" ? undefined : body);
    return true;
  }

  /** Paths without an extension are routes that an app resolves itself, or pages without their `.html`. */
  private pageOf(name: string): string {
    return this.kind === "app" || name === "" ? "index.html" : `${name}.html`;
  }

  private async load(name: string): Promise<Asset | null> {
    const file = path.join(this.root, name);
    const facts = await stat(file).catch(() => null);
    if (facts === null || !facts.isFile()) return null;
    const cached = this.cache.get(file);
    if (cached !== undefined && cached.mtimeMs === facts.mtimeMs) return cached;
    const raw = await readFile(file);
    const [br, gz] = await Promise.all([`${file}.br`, `${file}.gz`].map((packed) => readFile(packed).catch(() => undefined)));
    const asset: Asset = {
      mtimeMs: facts.mtimeMs,
      type: TYPES[path.extname(name)] ?? "application/octet-stream",
      etag: `"${createHash("sha256").update(raw).digest("base64url").slice(0, 22)}"`,
      raw,
      encoded: { ...(br === undefined ? {} : { br }), ...(gz === undefined ? {} : { gzip: gz }) },
    };
    this.cachedBytes += raw.length - (cached?.raw.length ?? 0);
    if (this.cachedBytes <= MAX_CACHED_BYTES) this.cache.set(file, asset);
    return asset;
  }
}

/** The path inside the folder, or null when it would lead out of it or to a hidden file. */
function safeName(urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  const parts = decoded.split("/").filter((part) => part !== "");
  if (/[\0\\]/.test(decoded) || parts.some((part) => part.startsWith("."))) return null;
  return parts.join("/");
}

async function encode(asset: Asset, accepted: string): Promise<{ body: Buffer; encoding: "br" | "gzip" | null }> {
  if (!COMPRESSIBLE.test(asset.type) || asset.raw.length < MIN_COMPRESSED_BYTES) return { body: asset.raw, encoding: null };
  if (/\bbr\b/.test(accepted)) {
    // Quality 5 takes about as long as gzip; better files are made by the build.
    asset.encoded.br ??= await promisify(brotliCompress)(asset.raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    return { body: asset.encoded.br, encoding: "br" };
  }
  if (/\bgzip\b/.test(accepted)) {
    asset.encoded.gzip ??= await promisify(gzip)(asset.raw);
    return { body: asset.encoded.gzip, encoding: "gzip" };
  }
  return { body: asset.raw, encoding: null };
}

/** Pages may load only what this host serves, and the inline scripts that they were built with. */
function pagePolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...inline].join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
