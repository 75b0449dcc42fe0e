import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createReadStream, openAsBlob } from "node:fs";
import { mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";

import type { ComponentPath } from "./functions/functions.ts";
import { storedTable } from "./functions/components.ts";
import type { Transaction } from "./engine/types.ts";
import { HostError } from "./calls/failure.ts";
import type { Json, JsonObject } from "./values/json.ts";

const TABLE = "_storage";
export const MAX_FILE_BYTES = 512 * 1024 * 1024;
const UPLOAD_URL_MS = 3_600_000;

/** A stored file as the HTTP server needs it. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  readonly contentType: string | null;
  /** Base64. */
  readonly sha256: string;
}

type Write = <T>(work: (tx: Transaction) => T | Promise<T>) => Promise<T>;

/** Files of server functions: bytes in a folder, a document for each in `_storage`. A file is there before its document is. */
export class Files {
  private readonly folder: string;
  private readonly origin: () => string;
  private readonly write: Write;
  /** Upload tokens: when they end, and whose files they make. They do not outlive the process; the client asks for a new one. */
  private readonly uploads = new Map<string, { readonly endsAt: number; readonly component: ComponentPath }>();

  /** Names of bytes that are about to get a document, however long that takes. */
  readonly pending = new Set<string>();

  /** @param origin the host's own URL, as clients reach it */
  constructor(folder: string, origin: () => string, write: Write) {
    this.folder = folder;
    this.origin = origin;
    this.write = write;
  }

  async start(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // Uploads that a crash cut off.
    for (const name of await readdir(this.folder)) if (name.endsWith(".part")) await unlink(path.join(this.folder, name));
  }

  uploadUrl(component: ComponentPath): string {
    const now = Date.now();
    for (const [token, { endsAt }] of this.uploads) if (endsAt < now - UPLOAD_URL_MS) this.uploads.delete(token);
    const token = randomBytes(24).toString("base64url");
    this.uploads.set(token, { endsAt: now + UPLOAD_URL_MS, component });
    return `${this.origin()}/api/storage/upload?token=${token}`;
  }

  /**
   * Uses up an upload token, and answers whose files it makes.
   *
   * @throws HostError 401 when it is wrong, used or too old
   */
  takeUpload(token: string): ComponentPath {
    const upload = this.uploads.get(token);
    this.uploads.delete(token);
    if (upload === undefined) throw new HostError("StorageTokenInvalid", "The upload URL is wrong or was used", 401);
    if (upload.endsAt < Date.now()) throw new HostError("StorageTokenExpired", "The upload URL is too old", 401);
    return upload.component;
  }

  /**
   * Stores bytes and answers their storage id when both are durable.
   *
   * @param expected SHA-256 in base64 or hexadecimal, checked when given
   */
  async store(component: ComponentPath, content: Buffer | Readable, contentType: string | null, expected?: string): Promise<string> {
    const { name, fields } = await this.keep(content, contentType, expected);
    return this.write((tx) => this.enter(tx, component, name, fields));
  }

  /** Writes the document of bytes that `keep` made durable. Answers its id. */
  enter(tx: Transaction, component: ComponentPath, name: string, document: JsonObject): string {
    const id = tx.restore(storedTable(component, TABLE), document, { system: true });
    for (const [key, value] of namesOf(id, name)) tx.putMeta(key, value);
    return id;
  }

  /**
   * Makes bytes durable without a document. Answers their name and what the document must say of them; without one they are removed after
   * some hours, unless `pending` holds their name.
   */
  async keep(content: Buffer | Readable, contentType: string | null, expected?: string): Promise<{ name: string; fields: JsonObject }> {
    const name = randomUUID();
    const target = path.join(this.folder, name);
    const { sha256, size } = await this.writeFile(`${target}.part`, content);
    if (expected !== undefined && expected !== sha256.toString("base64") && expected.toLowerCase() !== sha256.toString("hex")) {
      await unlink(`${target}.part`);
      throw new HostError("Sha256Mismatch", "The SHA-256 of the content is not the one that was given");
    }
    await rename(`${target}.part`, target);
    return { name, fields: { sha256: sha256.toString("base64"), size, ...(contentType === null ? {} : { contentType }) } };
  }

  /** The records of the host that tie a document to its bytes; of a document that goes, those to delete. */
  recordsOf(getMeta: (key: string) => string | null, id: string, name: string | null): [key: string, value: string | null][] {
    const before = getMeta(`file/${id}`);
    const gone: [string, null][] =
      before === null
        ? []
        : [
            [`file/${id}`, null],
            [`filename/${before}`, null],
          ];
    return name === null ? gone : [...gone, ...namesOf(id, name)];
  }

  url(tx: Transaction, component: ComponentPath, id: string): string | null {
    requireId(tx, component, id, "getUrl");
    const name = this.nameOf(tx, component, id);
    // The official server says of a component's file whose it is; here its name is enough.
    return name === null
      ? null
      : `${this.origin()}/api/storage/${name}${component === "" ? "" : `?component=${encodeURIComponent(component)}`}`;
  }

  metadata(tx: Transaction, component: ComponentPath, id: string): Json {
    requireId(tx, component, id, "getMetadata");
    const text = documentOf(tx, component, id);
    if (text === null) return null;
    const { sha256, size, contentType }: JsonObject = JSON.parse(text);
    return {
      storageId: id,
      sha256: typeof sha256 === "string" ? Buffer.from(sha256, "base64").toString("hex") : null,
      size: size ?? 0,
      contentType: contentType ?? null,
    };
  }

  async load(tx: Transaction, component: ComponentPath, id: string): Promise<Blob | null> {
    requireId(tx, component, id, "get");
    const name = this.nameOf(tx, component, id);
    if (name === null) return null;
    const { contentType }: JsonObject = JSON.parse(documentOf(tx, component, id) ?? "{}");
    return openAsBlob(path.join(this.folder, name), typeof contentType === "string" ? { type: contentType } : {});
  }

  /** Removes the document now; the bytes are removed by `collectGarbage`, when nothing can bring the document back. */
  remove(tx: Transaction, component: ComponentPath, id: string): void {
    requireId(tx, component, id, "delete");
    const name = this.nameOf(tx, component, id);
    if (name === null) throw new HostError("StorageIdNotFound", `storage id ${id} not found`);
    this.forget(tx, id);
  }

  /** The same for an id that is known to be a file's, of whatever component. */
  forget(tx: Transaction, id: string): void {
    const name = tx.getMeta(`file/${id}`);
    tx.remove(id, { system: true });
    tx.deleteMeta(`file/${id}`);
    if (name !== null) tx.deleteMeta(`filename/${name}`);
  }

  /** Finds a file by the name in its URL. */
  async find(tx: Transaction, name: string): Promise<StoredFile | null> {
    const id = /^[0-9a-f-]{36}$/.test(name) ? tx.getMeta(`filename/${name}`) : null;
    const text = id === null ? null : tx.get(id, { system: true });
    if (text === null) return null;
    const { sha256, size, contentType }: JsonObject = JSON.parse(text);
    return {
      path: path.join(this.folder, name),
      size: Number(size),
      contentType: typeof contentType === "string" ? contentType : null,
      sha256: typeof sha256 === "string" ? sha256 : "",
    };
  }

  /** Removes bytes without a document, once they are old enough not to be an upload that is about to get one. */
  async collectGarbage(tx: Transaction, now: number): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      if (!this.pending.has(name) && tx.getMeta(`filename/${name}`) === null && (await stat(file)).mtimeMs < now - UPLOAD_URL_MS)
        await unlink(file);
    }
  }

  private async writeFile(file: string, content: Buffer | Readable): Promise<{ sha256: Buffer; size: number }> {
    const hash = createHash("sha256");
    let size = 0;
    const handle = await open(file, "wx", 0o600);
    try {
      for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
        size += chunk.length;
        if (size > MAX_FILE_BYTES) throw new HostError("FileTooLarge", "The file is too large", 413);
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } catch (error) {
      await unlink(file);
      throw error;
    } finally {
      await handle.close();
    }
    return { sha256: hash.digest(), size };
  }

  private nameOf(tx: Transaction, component: ComponentPath, id: string): string | null {
    return documentOf(tx, component, id) === null ? null : tx.getMeta(`file/${id}`);
  }
}

const namesOf = (id: string, name: string): [key: string, value: string][] => [
  [`file/${id}`, name],
  [`filename/${name}`, id],
];

function requireId(tx: Transaction, component: ComponentPath, id: string, method: string): void {
  if (tx.normalizeId(storedTable(component, TABLE), id) !== null) return;
  throw new HostError(
    "InvalidStorageId",
    `Invalid argument \`storageId\` for \`storage.${method}\`: Invalid storage ID: ${JSON.stringify(id)}`,
  );
}

function documentOf(tx: Transaction, component: ComponentPath, id: string): string | null {
  const known = tx.normalizeId(storedTable(component, TABLE), id);
  return known === null ? null : tx.get(known, { system: true });
}

/** Reads a stored file, or the inclusive byte range of it. */
export function readStored(file: StoredFile, range?: { readonly start: number; readonly end: number }): Readable {
  return createReadStream(file.path, range);
}
