import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { checkFolder, type Checked } from "../engine/check.ts";
import { readZip, type ZipEntry } from "../transfer/unzip.ts";
import { isJsonObject, type Json } from "../values/json.ts";

export interface Restored extends Checked {
  /** The moment that the backup holds, in ISO 8601; null for one of an older host, which did not say. */
  readonly pointOfRestore: string | null;
}

/** The name of the record in a backup that says what it is. */
export const MANIFEST = "backup.json";
const KNOWN = /^(?:data\.sqlite3|keys\.json|admin\.key|backup\.json|files\/[A-Za-z0-9_-]+)$/;

/**
 * Unpacks a backup into an empty or new folder and checks all of it. A host that starts on the folder is the one that was saved.
 *
 * @throws when the folder holds anything, or when the file is no backup; the folder is then as it was
 */
export async function restoreBackup(file: string, dataDir: string): Promise<Restored> {
  const entries = await readZip(file);
  const strange = entries.find(({ name }) => !KNOWN.test(name));
  if (strange !== undefined || !entries.some(({ name }) => name === "data.sqlite3"))
    throw new Error(`${file} is no backup of a host (${strange?.name ?? "it has no data.sqlite3"}).`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if ((await readdir(dataDir)).length > 0)
    throw new Error(`${dataDir} is not empty. Restore into a new folder, and start the host on that.`);
  try {
    await mkdir(path.join(dataDir, "files"), { mode: 0o700 });
    for (const entry of entries) await unpack(entry, path.join(dataDir, entry.name));
    return { ...checkFolder(dataDir), pointOfRestore: await pointOf(entries) };
  } catch (error) {
    for (const name of await readdir(dataDir)) await rm(path.join(dataDir, name), { recursive: true });
    throw error;
  }
}

/**
 * Restores a backup into a folder of its own, checks it and removes it again.
 *
 * @param beside a folder with room for all of it
 */
export async function drill(file: string, beside: string): Promise<Restored> {
  const folder = await mkdtemp(path.join(beside, "drill-"));
  try {
    return await restoreBackup(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(entry: ZipEntry, target: string): Promise<void> {
  await pipeline(await entry.read(), createWriteStream(target, { flags: "wx", mode: 0o600 }));
  const file = await open(target, "r+");
  await file.sync().finally(() => file.close());
}

async function pointOf(entries: readonly ZipEntry[]): Promise<string | null> {
  const entry = entries.find(({ name }) => name === MANIFEST);
  if (entry === undefined) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of await entry.read()) chunks.push(Buffer.from(chunk));
  const manifest: Json = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const point = isJsonObject(manifest) ? manifest["pointOfRestore"] : undefined;
  return typeof point === "string" ? point : null;
}
