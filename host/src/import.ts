import { createWriteStream } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Engine, Transaction } from "./engine/types.ts";
import { HostError } from "./failure.ts";
import type { Files } from "./files.ts";
import { planImport, count, type ImportMode, type ImportPlan } from "./import-plan.ts";
import { runImport, type Course } from "./import-run.ts";
import { readImport, type ImportFormat } from "./import-source.ts";
import { messageOf } from "./log.ts";
import type { MutationQueue } from "./mutations.ts";
import { integerJson } from "./values/order.ts";
import { asText, isJsonObject, type Json, type JsonObject } from "./values/json.ts";

export const IMPORTS = "_snapshot_imports";
const MODES: readonly string[] = ["requireEmpty", "append", "replace", "replaceAll"];
const FORMATS: readonly string[] = ["csv", "jsonLines", "jsonArray", "zip"];

/** Confirmed imports keep their file under this name and their id. */
const KEPT = "import-";

interface Upload {
  readonly file: string;
  parts: number;
}

interface Planned {
  readonly file: string;
  readonly plan: ImportPlan;
  readonly course: Course;
}

/**
 * What `npx convex import` asks for: a file is uploaded in parts and checked wholly, then it is asked whether to go on, then it is written
 * in many commits, while others write. How far it is stands in a document of a system table, so that the command line can follow it, and
 * so that an import in whose course the host was killed goes on at the next start.
 */
export class Imports {
  readonly #engine: Engine;
  readonly #queue: MutationQueue;
  readonly #files: Files;
  readonly #dataDir: string;
  readonly #renumbered: () => void;
  readonly #uploads = new Map<string, Upload>();
  readonly #plans = new Map<string, Planned>();

  /** @param renumbered called after tables took other numbers, which changes what ids mean */
  constructor(engine: Engine, queue: MutationQueue, files: Files, dataDir: string, renumbered: () => void) {
    this.#engine = engine;
    this.#queue = queue;
    this.#files = files;
    this.#dataDir = dataDir;
    this.#renumbered = renumbered;
  }

  /** Goes on with the import in whose course an earlier process ended, and says of those that were not confirmed yet that they failed. */
  async start(): Promise<void> {
    const begun: { id: string; course: Course }[] = [];
    const kept = new Set(await readdir(this.#dataDir).then((names) => names.filter((name) => name.startsWith(KEPT))));
    await this.#queue.write((tx) => {
      for (const { _id, state, course } of allImports(tx)) {
        const id = asText(_id);
        if (!isJsonObject(state) || !["uploaded", "waiting_for_confirmation", "in_progress"].includes(asText(state["state"]))) continue;
        if (isJsonObject(course) && kept.delete(`${KEPT}${id}`)) begun.push({ id, course: course as unknown as Course });
        else setState(tx, id, failed(isJsonObject(course) ? "The host was stopped meanwhile, and the file is gone. What it had written stays." : "The host was stopped before it was confirmed. Nothing was written."));
      }
    });
    for (const name of kept) await rm(path.join(this.#dataDir, name), { force: true });
    // Nobody waits for them, as nobody waited for a command line that is gone: how they end stands in their documents.
    void (async () => {
      for (const { id, course } of begun) await this.#run(id, course);
    })().catch(() => undefined);
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
    const source = { format: format as ImportFormat, component: typeof componentPath === "string" ? componentPath : "", table: typeof tableName === "string" ? tableName : "" };
    let state: JsonObject;
    let plan: ImportPlan | null = null;
    try {
      const tables = await readImport(file, source.format, source.component, source.table);
      plan = await planImport(this.#engine, tables, mode as ImportMode);
      state = { state: "waiting_for_confirmation", message_to_confirm: describe(this.#engine, plan), require_manual_confirmation: plan.cleared.length > 0 };
    } catch (error) {
      await rm(file, { force: true });
      state = failed(messageOf(error));
    }
    const id = await this.#queue.write((tx) => tx.insert(IMPORTS, { state, mode: asText(mode), format: asText(format) }, { system: true }));
    if (plan !== null) this.#plans.set(id, { plan, file, course: { ...source, cleared: plan.cleared, numbers: [...plan.numbers], at: null } });
    return id;
  }

  /** Writes what was confirmed. Resolves when it has ended; how stands in its document. */
  async perform(id: string): Promise<void> {
    const known = this.#plans.get(id);
    this.#plans.delete(id);
    if (known === undefined) throw new HostError("NotFound", "There is no such import that waits", 404);
    const { file, course } = known;
    const kept = path.join(this.#dataDir, `${KEPT}${id}`);
    await makeDurable(file);
    await rename(file, kept);
    await this.#queue.write((tx) => {
      setState(tx, id, { state: "in_progress", progress_message: "Importing", checkpoint_messages: [] });
      setCourse(tx, id, course);
    });
    await this.#run(id, course);
  }

  /** From where `course` is to the end. A host that closes meanwhile leaves it as it is: the next start goes on. */
  async #run(id: string, course: Course): Promise<void> {
    const file = path.join(this.#dataDir, `${KEPT}${id}`);
    try {
      const tables = await readImport(file, course.format, course.component, course.table);
      const written = await runImport({ engine: this.#engine, queue: this.#queue, files: this.#files, renumbered: this.#renumbered, keep: (tx, reached) => setCourse(tx, id, reached) }, tables, course);
      await this.#set(id, { state: "completed", num_rows_written: integerJson(BigInt(written)) });
    } catch (error) {
      await this.#set(id, failed(messageOf(error)));
    }
    await rm(file, { force: true });
  }

  #upload(token: string): Upload {
    const upload = this.#uploads.get(token);
    if (upload === undefined) throw new HostError("InvalidUpload", "There is no such upload", 404);
    return upload;
  }

  #set(id: string, state: JsonObject): Promise<void> {
    return this.#queue.write((tx) => setState(tx, id, state));
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

function setCourse(tx: Transaction, id: string, course: Course): void {
  tx.patch(id, { course: course as unknown as Json }, { system: true });
}

async function makeDurable(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const failed = (message: string): JsonObject => ({ state: "failed", error_message: message });

function describe(engine: Engine, { tables, cleared, documents }: ImportPlan): string {
  const lost = cleared.map((name) => `${count(engine, name)} of "${name}"`).join(", ");
  return `Import ${documents} documents into ${tables.map(({ name }) => `"${name}"`).join(", ")}${lost === "" ? "" : `, and delete ${lost}`}.`;
}
