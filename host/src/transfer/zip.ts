import { open, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Transform, type Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

const DEFLATE = 8;
const UTF8_NAME = 0x0800;
/** Of the layout with sizes of 64 bits, in which every entry is written: how large it will be is not known at its begin. */
const VERSION = 45;
const ELSEWHERE_32 = 0xffff_ffff;
const ELSEWHERE_16 = 0xffff;
const WIDE = 0x0001;
/** The length of the extra field with sizes of 64 bits, in an entry's header and in its record. */
const WIDE_IN_HEADER = 20;
const WIDE_IN_RECORD = 28;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** Writes a ZIP file, one entry after another, without holding any of them in memory. */
export class ZipWriter {
  private readonly file: FileHandle;
  private readonly entries: Entry[] = [];
  private position = 0;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** @throws when the file exists already */
  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, "wx", 0o600));
  }

  async add(name: string, content: Readable): Promise<void> {
    const entry = { name: Buffer.from(name, "utf8"), offset: this.position, crc: 0, packed: 0, size: 0 };
    // Sizes are known at the end; the header is written then.
    const head = 30 + entry.name.length + WIDE_IN_HEADER;
    this.position += head;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        entry.crc = crc32(chunk, entry.crc);
        entry.size += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(content, count, createDeflateRaw(), async (packed: AsyncIterable<Buffer>) => {
      for await (const chunk of packed) {
        await this.file.write(chunk, 0, chunk.length, this.position);
        this.position += chunk.length;
        entry.packed += chunk.length;
      }
    });
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x0403_4b50, 0);
    describe(header, 4, entry, WIDE_IN_HEADER);
    await this.file.write(Buffer.concat([header, entry.name, wideSizes(entry, WIDE_IN_HEADER)]), 0, head, entry.offset);
    this.entries.push(entry);
  }

  /** Writes the directory and flushes everything to disk. */
  async finish(): Promise<void> {
    const start = this.position;
    for (const entry of this.entries) {
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x0201_4b50, 0);
      record.writeUInt16LE(VERSION, 4);
      describe(record, 6, entry, WIDE_IN_RECORD);
      record.writeUInt32LE(ELSEWHERE_32, 42);
      await this.append(record, entry.name, wideSizes(entry, WIDE_IN_RECORD));
    }
    const [count, size, wideEnd] = [BigInt(this.entries.length), BigInt(this.position - start), BigInt(this.position)];
    const wide = Buffer.alloc(76);
    wide.writeUInt32LE(0x0606_4b50, 0);
    wide.writeBigUInt64LE(44n, 4);
    wide.writeUInt16LE(VERSION, 12);
    wide.writeUInt16LE(VERSION, 14);
    wide.writeBigUInt64LE(count, 24);
    wide.writeBigUInt64LE(count, 32);
    wide.writeBigUInt64LE(size, 40);
    wide.writeBigUInt64LE(BigInt(start), 48);
    wide.writeUInt32LE(0x0706_4b50, 56);
    wide.writeBigUInt64LE(wideEnd, 64);
    wide.writeUInt32LE(1, 72);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x0605_4b50, 0);
    end.writeUInt16LE(ELSEWHERE_16, 8);
    end.writeUInt16LE(ELSEWHERE_16, 10);
    end.writeUInt32LE(ELSEWHERE_32, 12);
    end.writeUInt32LE(ELSEWHERE_32, 16);
    await this.append(wide, end);
    await this.file.sync();
    await this.file.close();
  }

  private async append(...parts: Buffer[]): Promise<void> {
    const bytes = Buffer.concat(parts);
    await this.file.write(bytes, 0, bytes.length, this.position);
    this.position += bytes.length;
  }

  /** Lets go of a file that will not be finished. */
  abandon(): Promise<void> {
    return this.file.close();
  }
}

/** The part that an entry's header and its record in the directory share. The time of day is left out: 1980-01-01. */
function describe(target: Buffer, at: number, { name, crc }: Entry, extraLength: number): void {
  target.writeUInt16LE(VERSION, at);
  target.writeUInt16LE(UTF8_NAME, at + 2);
  target.writeUInt16LE(DEFLATE, at + 4);
  target.writeUInt16LE(0x21, at + 8);
  target.writeUInt32LE(crc, at + 10);
  target.writeUInt32LE(ELSEWHERE_32, at + 14);
  target.writeUInt32LE(ELSEWHERE_32, at + 18);
  target.writeUInt16LE(name.length, at + 22);
  target.writeUInt16LE(extraLength, at + 24);
}

function wideSizes({ size, packed, offset }: Entry, length: number): Buffer {
  const extra = Buffer.alloc(length);
  extra.writeUInt16LE(WIDE, 0);
  extra.writeUInt16LE(length - 4, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  if (length === WIDE_IN_RECORD) extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}
