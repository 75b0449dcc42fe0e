import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";

import { splitTable } from "../functions/components.ts";
import { Catalog } from "../engine/catalog.ts";
import { idOfKey } from "../engine/index-keys.ts";
import type { TableInfo } from "../engine/table-info.ts";
import { CATALOG_KEY } from "../engine/saved-state.ts";
import type { Engine } from "../engine/types.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { isJsonObject, type Json } from "../values/json.ts";
import { ZipWriter } from "./zip.ts";
import { MANIFEST } from "../operation/restore.ts";

const CHUNK = 500;

/** `documents` is an export without stored files. */
export type SnapshotKind = "backup" | "export" | "documents";

/**
 * Writes all data at one moment to a new ZIP file, while the host goes on.
 *
 * `backup` holds what lies in a data folder, keys and files included: unpacked into an empty folder, it is that host again.
 * `export` holds the documents and files in the form that `npx convex import` reads, and no keys.
 *
 * @returns the moment that it holds, in ISO 8601: of the last write that is in it
 */
export async function writeSnapshot(kind: SnapshotKind, engine: Pick<Engine, "backup">, dataDir: string, target: string): Promise<string> {
  const folder = await mkdtemp(path.join(dataDir, "snapshot-"));
  try {
    const zip = await ZipWriter.create(target);
    try {
      const ts = await engine.backup(path.join(folder, "data.sqlite3"));
      const pointOfRestore = new Date(Number(ts / 1_000_000n)).toISOString();
      await (kind === "backup" ? addBackup(zip, folder, dataDir, pointOfRestore) : addExport(zip, folder, dataDir, kind === "export"));
      await zip.finish();
      return pointOfRestore;
    } catch (error) {
      await zip.abandon().catch(() => undefined);
      await rm(target, { force: true });
      throw error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a host left of a snapshot that it was killed in. Nobody may be making one. */
export async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir))
    if (name.startsWith("snapshot-")) await rm(path.join(dataDir, name), { recursive: true, force: true });
}

async function addBackup(zip: ZipWriter, folder: string, dataDir: string, pointOfRestore: string): Promise<void> {
  await zip.add(MANIFEST, Readable.from([JSON.stringify({ pointOfRestore })], { objectMode: false }));
  await zip.add("data.sqlite3", createReadStream(path.join(folder, "data.sqlite3")));
  for (const name of ["keys.json", "admin.key"]) await zip.add(name, createReadStream(path.join(dataDir, name)));
  // Files only come; one that the copied documents do not know is collected when its time comes.
  for (const name of await readdir(path.join(dataDir, "files")).catch(() => [])) {
    if (!name.endsWith(".part")) await zip.add(`files/${name}`, createReadStream(path.join(dataDir, "files", name)));
  }
}

async function addExport(zip: ZipWriter, folder: string, dataDir: string, hasFiles: boolean): Promise<void> {
  const store = openSqliteStore(folder);
  try {
    for (const table of Catalog.load(store.get("meta", CATALOG_KEY)).tables()) {
      const { component, name } = splitTable(table.name);
      // Of the host's own tables, only files can be taken along.
      if (name.startsWith("_") && (name !== "_storage" || !hasFiles)) continue;
      const parts = component === "" ? [] : component.split("/").map((part) => `_components/${part}`);
      const place = [...parts, name].join("/");
      const files: { id: string; file: string }[] = [];
      const lines = name === "_storage" ? storageLines(store, table, files) : documentLines(store, table);
      await zip.add(`${place}/documents.jsonl`, Readable.from(lines, { objectMode: false }));
      for (const { id, file } of files) await zip.add(`${place}/${id}`, createReadStream(path.join(dataDir, "files", file)));
    }
  } finally {
    store.close();
  }
}

/** Every document of a table as a line of JSON, in chunks. */
function* documentLines(store: Store, table: TableInfo): Generator<string> {
  for (const entries of chunksOf(store, table)) yield entries.map(({ value }) => `${value}\n`).join("");
}

function* storageLines(store: Store, table: TableInfo, files: { id: string; file: string }[]): Generator<string> {
  for (const entries of chunksOf(store, table)) {
    for (const { key, value } of entries) {
      const id = idOfKey(table, key);
      const file = store.get("meta", `file/${id}`);
      const document: Json = JSON.parse(value);
      if (file === null || !isJsonObject(document)) continue;
      files.push({ id, file });
      yield `${JSON.stringify({ ...document, internalId: file })}\n`;
    }
  }
}

function* chunksOf(store: Store, table: TableInfo) {
  const end = `${table.prefix}${"\xff".repeat(17)}`;
  for (let start = table.prefix; ;) {
    const entries = store.scan("docs", start, end, { limit: CHUNK });
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries;
    start = `${last.key}\x00`;
  }
}
