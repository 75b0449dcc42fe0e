import { createWriteStream } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Engine, Transaction } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import type { Files } from "../files.ts";
import { planImport, count, type ImportMode, type ImportPlan } from "./import-plan.ts";
import { runImport, type Course } from "./import-run.ts";
import { allImports, failed, IMPORTS, inProgress, markOf, setCourse, setState } from "./import-state.ts";
import { readImport, type ImportFormat, type ImportedTable } from "./import-source.ts";
import { messageOf, type Log } from "../operation/log.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import { sweepRemains } from "./sweeping.ts";
import { integerJson } from "../values/order.ts";
import { asText, isJsonObject, type Json, type JsonObject } from "../values/json.ts";

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
  readonly #exchanged: () => void;
  readonly #log: Log;
  readonly #uploads = new Map<string, Upload>();
  readonly #plans = new Map<string, Planned>();

  /** @param exchanged called in the turn in which tables took another content, or other numbers: every query may have another answer now */
  constructor(engine: Engine, queue: MutationQueue, files: Files, dataDir: string, exchanged: () => void, log: Log) {
    this.#log = log;
    this.#engine = engine;
    this.#queue = queue;
    this.#files = files;
    this.#dataDir = dataDir;
    this.#exchanged = exchanged;
  }

  /** Goes on with the import in whose course an earlier process ended, and says of those that were not confirmed yet that they failed. */
  async start(): Promise<void> {
    const begun: { id: string; course: Course }[] = [];
    const ended: { id: string; rows: number }[] = [];
    const kept = new Set(await readdir(this.#dataDir).then((names) => names.filter((name) => name.startsWith(KEPT))));
    await this.#queue.write((tx) => {
      for (const { _id, state, course } of allImports(tx)) {
        const id = asText(_id);
        if (!isJsonObject(state) || !["uploaded", "waiting_for_confirmation", "in_progress"].includes(asText(state["state"]))) continue;
        const mark = tx.getMeta(markOf(id));
        if (mark !== null) ended.push({ id, rows: Number(mark) });
        else if (isJsonObject(course) && kept.delete(`${KEPT}${id}`)) begun.push({ id, course: course as unknown as Course });
        else
          setState(
            tx,
            id,
            failed(
              isJsonObject(course)
                ? "The host was stopped meanwhile, and the file is gone. What it had written stays."
                : "The host was stopped before it was confirmed. Nothing was written.",
            ),
          );
      }
    });
    for (const { id, rows } of ended) await this.#complete(id, rows);
    for (const name of kept) await rm(path.join(this.#dataDir, name), { force: true });
    void sweepRemains(this.#engine, this.#log);
    this.#background(
      (async () => {
        for (const { id, course } of begun) await this.#run(id, course, true);
      })(),
    );
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

  /**
   * Answers the id of the import at once, however much there is to read. What was uploaded is checked meanwhile; its document says when it can
   * go on.
   */
  async finishUpload(token: string, options: Json | undefined): Promise<string> {
    const { file } = this.#upload(token);
    this.#uploads.delete(token);
    const { tableName, componentPath, mode, format } = isJsonObject(options) ? options : {};
    if (!MODES.includes(asText(mode)) || !FORMATS.includes(asText(format)))
      throw new HostError("BadArguments", "An import needs a known mode and format");
    const source = {
      format: format as ImportFormat,
      component: typeof componentPath === "string" ? componentPath : "",
      table: typeof tableName === "string" ? tableName : "",
    };
    const id = await this.#queue.write((tx) =>
      tx.insert(IMPORTS, { state: { state: "uploaded" }, mode: asText(mode), format: asText(format) }, { system: true }),
    );
    this.#background(this.#check(id, file, source, mode as ImportMode));
    return id;
  }

  async #check(id: string, file: string, source: Pick<Course, "format" | "component" | "table">, mode: ImportMode): Promise<void> {
    try {
      const plan = await planImport(this.#engine, await readImport(file, source.format, source.component, source.table), mode);
      this.#plans.set(id, { file, course: { ...source, cleared: plan.cleared, numbers: [...plan.numbers], mode, at: null } });
      await this.#set(id, {
        state: "waiting_for_confirmation",
        message_to_confirm: describe(this.#engine, plan),
        require_manual_confirmation: plan.cleared.length > 0,
      });
    } catch (error) {
      await rm(file, { force: true });
      await this.#set(id, failed(messageOf(error)));
    }
  }

  /** Goes on with what was confirmed. Resolves when that is on disk; how it ends stands in its document. */
  async perform(id: string): Promise<void> {
    const known = this.#plans.get(id);
    this.#plans.delete(id);
    if (known === undefined) throw new HostError("NotFound", "There is no such import that waits", 404);
    const { file, course } = known;
    const kept = path.join(this.#dataDir, `${KEPT}${id}`);
    await makeDurable(file);
    await rename(file, kept);
    await this.#queue.write((tx) => {
      setState(tx, id, inProgress("Importing"));
      setCourse(tx, id, course);
    });
    this.#background(this.#run(id, course));
  }

  /** What fails here does so because the host closes, or its disk fails: the next start says how the import ended, or goes on with it. */
  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log("warn", "import_left", { message: messageOf(error) }));
  }

  /** From where `course` is to the end. A host that closes meanwhile leaves it as it is: the next start goes on. */
  async #run(id: string, from: Course, isResumed = false): Promise<void> {
    const file = path.join(this.#dataDir, `${KEPT}${id}`);
    try {
      const tables = await readImport(file, from.format, from.component, from.table);
      const course = isResumed && from.at === null ? await replan(this.#engine, tables, from) : from;
      const keep = (tx: Transaction, reached: Course) => setCourse(tx, id, reached);
      const progress = (rows: number) =>
        this.#set(id, inProgress(`Imported ${rows} documents, which take their place together at the end`));
      const written = await runImport(
        { engine: this.#engine, queue: this.#queue, files: this.#files, refresh: this.#exchanged, progress, mark: markOf(id), keep },
        tables,
        course,
      );
      await this.#complete(id, written);
    } catch (error) {
      await this.#set(id, failed(messageOf(error)));
    }
    await rm(file, { force: true });
    void sweepRemains(this.#engine, this.#log);
  }

  #complete(id: string, rows: number): Promise<void> {
    return this.#queue.write((tx) => {
      setState(tx, id, { state: "completed", num_rows_written: integerJson(BigInt(rows)) });
      tx.deleteMeta(markOf(id));
    });
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

async function makeDurable(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** An exchange that was cut off begins anew, with the tables as they are now. */
async function replan(engine: Engine, tables: readonly ImportedTable[], course: Course): Promise<Course> {
  if (course.mode === undefined || course.mode === "append") return course;
  const { cleared, numbers } = await planImport(engine, tables, course.mode);
  return { ...course, cleared, numbers: [...numbers] };
}

function describe(engine: Engine, { tables, cleared, documents }: ImportPlan): string {
  const lost = cleared.map((name) => `${count(engine, name)} of "${name}"`).join(", ");
  return `Import ${documents} documents into ${tables.map(({ name }) => `"${name}"`).join(", ")}${lost === "" ? "" : `, and delete ${lost}`}.`;
}
