import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Engine, Transaction } from "./engine/types.ts";
import { HostError } from "./failure.ts";
import type { Files } from "./files.ts";
import { planImport, count, type ImportMode, type ImportPlan } from "./import-plan.ts";
import { readImport, type ImportFormat, type ImportedTable } from "./import-source.ts";
import { messageOf } from "./log.ts";
import type { MutationQueue } from "./mutations.ts";
import { sizeOf } from "./values/size.ts";
import { integerJson } from "./values/order.ts";
import { asText, isJsonObject, type Json, type JsonObject } from "./values/json.ts";

export const IMPORTS = "_snapshot_imports";
/** Documents that are written in one commit: so many, or so many bytes. */
const CHUNK = 256;
const CHUNK_BYTES = 4 * 1024 * 1024;
const MODES: readonly string[] = ["requireEmpty", "append", "replace", "replaceAll"];
const FORMATS: readonly string[] = ["csv", "jsonLines", "jsonArray", "zip"];

interface Upload {
  readonly file: string;
  parts: number;
}

/**
 * What `npx convex import` asks for: a file is uploaded in parts and checked wholly, then it is asked whether to go on, then it is written
 * in many commits, while others write. How far it is stands in a document of a system table, so that the command line can follow it.
 */
export class Imports {
  readonly #engine: Engine;
  readonly #queue: MutationQueue;
  readonly #files: Files;
  readonly #dataDir: string;
  readonly #uploads = new Map<string, Upload>();
  readonly #plans = new Map<string, { readonly plan: ImportPlan; readonly file: string }>();

  constructor(engine: Engine, queue: MutationQueue, files: Files, dataDir: string) {
    this.#engine = engine;
    this.#queue = queue;
    this.#files = files;
    this.#dataDir = dataDir;
  }

  /** Says of imports that an earlier process did not end that they failed. */
  async start(): Promise<void> {
    await this.#queue.write((tx) => {
      for (const { _id, state } of allImports(tx)) {
        if (isJsonObject(state) && ["uploaded", "waiting_for_confirmation", "in_progress"].includes(asText(state["state"]))) setState(tx, asText(_id), failed("The host was stopped meanwhile. What it had written stays."));
      }
    });
  }

  startUpload(): string {
    const token = randomBytes(24).toString("base64url");
    // By this name it is removed at the next start.
    this.#uploads.set(token, { file: path.join(this.#dataDir, `snapshot-import-${token}`), parts: 0 });
    return token;
  }

  /** Adds a part. One that is sent again, because its answer was lost, is not added again. */
  async addPart(token: string, number: number, content: Readable): Promise<string> {
    const upload = this.#upload(token);
    if (number <= upload.parts) content.resume();
    else if (number !== upload.parts + 1) throw new HostError("InvalidPart", "The parts must come in their order");
    else {
      await pipeline(content, createWriteStream(upload.file, { flags: "a", mode: 0o600 }));
      upload.parts = number;
    }
    return `part ${number}`;
  }

  /** Checks what was uploaded. Answers the id of the import, whose document says whether it can go on. */
  async finishUpload(token: string, options: Json | undefined): Promise<string> {
    const { file } = this.#upload(token);
    this.#uploads.delete(token);
    const { tableName, componentPath, mode, format } = isJsonObject(options) ? options : {};
    if (!MODES.includes(asText(mode)) || !FORMATS.includes(asText(format))) throw new HostError("BadArguments", "An import needs a known mode and format");
    let state: JsonObject;
    let plan: ImportPlan | null = null;
    try {
      const tables = await readImport(file, format as ImportFormat, typeof componentPath === "string" ? componentPath : "", typeof tableName === "string" ? tableName : "");
      plan = await planImport(this.#engine, tables, mode as ImportMode);
      state = { state: "waiting_for_confirmation", message_to_confirm: describe(this.#engine, plan), require_manual_confirmation: plan.cleared.length > 0 };
    } catch (error) {
      await rm(file, { force: true });
      state = failed(messageOf(error));
    }
    const id = await this.#queue.write((tx) => tx.insert(IMPORTS, { state, mode: asText(mode), format: asText(format) }, { system: true }));
    if (plan !== null) this.#plans.set(id, { plan, file });
    return id;
  }

  /** Writes what was confirmed. Resolves when it has ended; how stands in its document. */
  async perform(id: string): Promise<void> {
    const known = this.#plans.get(id);
    this.#plans.delete(id);
    if (known === undefined) throw new HostError("NotFound", "There is no such import that waits", 404);
    const { plan, file } = known;
    try {
      await this.#set(id, { state: "in_progress", progress_message: "Importing", checkpoint_messages: [] });
      for (const name of plan.cleared) await this.#clear(name);
      if (plan.numbers.size > 0) await this.#queue.between(() => this.#engine.renumberTables(plan.numbers));
      let written = 0;
      for (const table of plan.tables) written += await this.#write(table);
      await this.#set(id, { state: "completed", num_rows_written: integerJson(BigInt(written)) });
    } catch (error) {
      await this.#set(id, failed(messageOf(error)));
    } finally {
      await rm(file, { force: true });
    }
  }

  #upload(token: string): Upload {
    const upload = this.#uploads.get(token);
    if (upload === undefined) throw new HostError("InvalidUpload", "There is no such upload", 404);
    return upload;
  }

  #set(id: string, state: JsonObject): Promise<void> {
    return this.#queue.write((tx) => setState(tx, id, state));
  }

  async #clear(name: string): Promise<void> {
    const query = { source: { type: "FullTableScan", tableName: name }, operators: [{ limit: CHUNK }] } as const;
    const removeSome = (tx: Transaction) => {
      const stream = tx.openQuery(query);
      let removed = 0;
      for (let text = stream.next(); text !== null; text = stream.next(), removed++) {
        const { _id }: JsonObject = JSON.parse(text);
        if (name.startsWith("_storage")) this.#files.forget(tx, asText(_id));
        else tx.remove(asText(_id));
      }
      return removed;
    };
    while ((await this.#queue.write(removeSome)) === CHUNK);
  }

  async #write(table: ImportedTable): Promise<number> {
    let chunk: JsonObject[] = [];
    let bytes = 0;
    let written = 0;
    const flush = async () => {
      const documents = chunk;
      [chunk, bytes] = [[], 0];
      written += documents.length;
      await this.#queue.write((tx) => {
        for (const document of documents) tx.restore(table.name, document);
      });
    };
    for await (const document of table.documents()) {
      if (table.name.startsWith("_storage")) {
        written += await this.#restoreFile(table, document);
        continue;
      }
      chunk.push(document);
      bytes += sizeOf(document);
      if (chunk.length >= CHUNK || bytes >= CHUNK_BYTES) await flush();
    }
    if (chunk.length > 0) await flush();
    return written;
  }

  async #restoreFile(table: ImportedTable, { _id, _creationTime, contentType, sha256 }: JsonObject): Promise<number> {
    const entry = table.files.get(asText(_id));
    if (entry === undefined) throw new HostError("InvalidImport", `The archive lacks the stored file ${asText(_id)}`);
    const system = { ...(_id === undefined ? {} : { _id }), ...(_creationTime === undefined ? {} : { _creationTime }) };
    await this.#files.store(table.component, await entry.read(), typeof contentType === "string" ? contentType : null, typeof sha256 === "string" ? sha256 : undefined, system);
    return 1;
  }
}

/** The state of an import for whoever asks, newest last. */
export function allImports(tx: Pick<Transaction, "openQuery">): JsonObject[] {
  const stream = tx.openQuery({ source: { type: "FullTableScan", tableName: IMPORTS }, operators: [] });
  const found: JsonObject[] = [];
  for (let text = stream.next(); text !== null; text = stream.next()) found.push(JSON.parse(text));
  return found;
}

function setState(tx: Transaction, id: string, state: JsonObject): void {
  tx.patch(id, { state }, { system: true });
}

const failed = (message: string): JsonObject => ({ state: "failed", error_message: message });

function describe(engine: Engine, { tables, cleared, documents }: ImportPlan): string {
  const lost = cleared.map((name) => `${count(engine, name)} of "${name}"`).join(", ");
  return `Import ${documents} documents into ${tables.map(({ name }) => `"${name}"`).join(", ")}${lost === "" ? "" : `, and delete ${lost}`}.`;
}
