import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

const DIGEST_BYTES = 32;

/** A script that was compiled, by V8 or an earlier start. */
export interface Compiled {
  /** Its value is the function. */
  readonly script: Script;
  /** False when V8 had to compile it. */
  readonly isFromCache: boolean;
  /** Leaves what V8 has compiled by now, with the functions that ran, for the next start. Does nothing when that is there, or cannot be written. */
  readonly keep: () => void;
}

/**
 * Compiles the body of a function, or takes what `keep` left beside `beside`. A cache is code: one that another user of the machine made, or could change, is
 * not given to V8, nor one that is damaged, or of another script, Node or set of flags.
 *
 * @param names of what the function takes
 * @param filename how stack traces call it
 * @param beside the file from which the script was read; null: no cache
 */
export function compile(names: readonly string[], body: string, filename: string, beside: string | null): Compiled {
  const head = `(function(${names.join(",")}){`;
  const source = `${head}${body}\n})`;
  // Each Node on this machine and each set of flags has a file of its own, so that they do not overwrite each other's.
  const file = beside === null ? null : `${beside}.${cachedDataVersionTag().toString(16)}.cache`;
  const digestOf = (compiled: Uint8Array) => createHash("sha256").update(process.version).update(source).update(compiled).digest();
  const cachedData = file === null ? undefined : readCache(file, digestOf);
  const script = new Script(source, { filename, columnOffset: -head.length, ...(cachedData === undefined ? {} : { cachedData }) });
  const isFromCache = cachedData !== undefined && script.cachedDataRejected !== true;
  const keep = () => {
    if (file === null || isFromCache) return;
    const next = `${file}.${process.pid}`;
    try {
      const compiled = script.createCachedData();
      writeFileSync(next, Buffer.concat([digestOf(compiled), compiled]), { flag: "wx", mode: 0o600 });
      renameSync(next, file);
    } catch {
      // A folder of somebody else, or a full disk: the next start compiles once more.
      rmSync(next, { force: true });
    }
  };
  return { script, isFromCache, keep };
}

/** V8 checks neither the bytes nor, beyond its length, the source. */
function readCache(file: string, digestOf: (compiled: Uint8Array) => Buffer): Buffer | undefined {
  let content: Buffer;
  try {
    content = readOwn(file);
  } catch {
    return undefined;
  }
  const compiled = content.subarray(DIGEST_BYTES);
  return digestOf(compiled).equals(content.subarray(0, DIGEST_BYTES)) ? compiled : undefined;
}

/** In a folder like /tmp others may put a file beside ours. */
function readOwn(file: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const { uid, mode } = fstatSync(descriptor);
    // Windows knows neither.
    const isOwn = process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
    if (!isOwn) throw new Error(`${file} may be another user's`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
