import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { pipeline, Readable, Transform } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";

const NOT_A_ZIP = "is no ZIP file, or was cut off";

/** One file inside of a ZIP. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Its content. Ends with an error when it is not what was written. */
  read(): Promise<Readable>;
}

/**
 * Reads the directory of a ZIP file, of any size. Entries are read one at a time and never held in memory.
 *
 * @throws when the file is no ZIP, or is cut off
 */
export async function readZip(file: string): Promise<readonly ZipEntry[]> {
  const handle = await open(file, "r");
  try {
    const { count, at, size } = await directoryOf(handle, file);
    const directory = await bytesAt(handle, at, size);
    const entries: ZipEntry[] = [];
    for (let left = count, from = 0; left > 0; left--) {
      if (from + 46 > directory.length || directory.readUInt32LE(from) !== 0x0201_4b50) throw new Error(`${file} ${NOT_A_ZIP}`);
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => directory.readUInt16LE(from + offset)) as [
        number,
        number,
        number,
      ];
      const nameEnd = from + 46 + nameLength;
      entries.push(
        entryOf(
          file,
          directory.subarray(from, from + 46),
          directory.toString("utf8", from + 46, nameEnd),
          directory.subarray(nameEnd, nameEnd + extraLength),
        ),
      );
      from = nameEnd + extraLength + commentLength;
    }
    return entries;
  } finally {
    await handle.close();
  }
}

function entryOf(file: string, record: Buffer, name: string, extra: Buffer): ZipEntry {
  const [method, crc] = [record.readUInt16LE(10), record.readUInt32LE(16)];
  // Each of the three is in the extra field, in this order, when it does not fit here.
  let wideAt = 4;
  const [size, packed, offset] = [24, 20, 42].map((at) => {
    const narrow = record.readUInt32LE(at);
    if (narrow !== 0xffff_ffff) return narrow;
    const wide = wideField(extra);
    wideAt += 8;
    return Number(wide.readBigUInt64LE(wideAt - 8));
  }) as [number, number, number];
  if (method !== 0 && method !== 8) throw new Error(`${file}: ${name} is packed in a way that is not known here (${method})`);
  return {
    name,
    size,
    read: async () => {
      const handle = await open(file, "r");
      const head = await bytesAt(handle, offset, 30).finally(() => handle.close());
      const from = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
      const content = packed === 0 ? Readable.from([]) : createReadStream(file, { start: from, end: from + packed - 1 });
      const checked = checkOf(`${file}: ${name}`, size, crc);
      // The last one hears of every error.
      const onEnd = () => undefined;
      return method === 0 || packed === 0 ? pipeline(content, checked, onEnd) : pipeline(content, createInflateRaw(), checked, onEnd);
    },
  };
}

function wideField(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at);
  }
  throw new Error("A ZIP entry lacks its size");
}

function checkOf(what: string, size: number, crc: number): Transform {
  let [seen, sum] = [0, 0];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(seen === size && sum === crc ? null : new Error(`${what} is damaged`));
    },
  });
}

async function directoryOf(handle: FileHandle, file: string): Promise<{ count: number; at: number; size: number }> {
  const { size: length } = await handle.stat();
  const tail = await bytesAt(handle, Math.max(0, length - 65_557), Math.min(length, 65_557));
  const end = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error(`${file} ${NOT_A_ZIP}`);
  const narrow = { count: tail.readUInt16LE(end + 10), size: tail.readUInt32LE(end + 12), at: tail.readUInt32LE(end + 16) };
  if (narrow.count !== 0xffff && narrow.size !== 0xffff_ffff && narrow.at !== 0xffff_ffff) return narrow;
  if (end < 20 || tail.readUInt32LE(end - 20) !== 0x0706_4b50) throw new Error(`${file} ${NOT_A_ZIP}`);
  const wide = await bytesAt(handle, Number(tail.readBigUInt64LE(end - 12)), 56);
  return { count: Number(wide.readBigUInt64LE(32)), size: Number(wide.readBigUInt64LE(40)), at: Number(wide.readBigUInt64LE(48)) };
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}
