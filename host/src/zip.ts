import { open, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Transform, type Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

const DEFLATE = 8;
const UTF8_NAME = 0x0800;
const VERSION = 20;
/** Beyond these the format needs another layout, which is not written here. */
const MAX_BYTES = 0xffff_ffff;
const MAX_ENTRIES = 0xffff;

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
    if (this.entries.length === MAX_ENTRIES) throw new Error("Too many entries for a ZIP file");
    const entry = { name: Buffer.from(name, "utf8"), offset: this.position, crc: 0, packed: 0, size: 0 };
    // Sizes are known at the end; the header is written then.
    this.position += 30 + entry.name.length;
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
    if (this.position > MAX_BYTES || entry.size > MAX_BYTES) throw new Error("The ZIP file would be larger than 4 GiB");
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x0403_4b50, 0);
    describe(header, 4, entry);
    await this.file.write(Buffer.concat([header, entry.name]), 0, 30 + entry.name.length, entry.offset);
    this.entries.push(entry);
  }

  /** Writes the directory and flushes everything to disk. */
  async finish(): Promise<void> {
    const start = this.position;
    for (const entry of this.entries) {
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x0201_4b50, 0);
      record.writeUInt16LE(VERSION, 4);
      describe(record, 6, entry);
      record.writeUInt32LE(entry.offset, 42);
      await this.file.write(Buffer.concat([record, entry.name]), 0, 46 + entry.name.length, this.position);
      this.position += 46 + entry.name.length;
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x0605_4b50, 0);
    end.writeUInt16LE(this.entries.length, 8);
    end.writeUInt16LE(this.entries.length, 10);
    end.writeUInt32LE(this.position - start, 12);
    end.writeUInt32LE(start, 16);
    await this.file.write(end, 0, end.length, this.position);
    await this.file.sync();
    await this.file.close();
  }

  /** Lets go of a file that will not be finished. */
  abandon(): Promise<void> {
    return this.file.close();
  }
}

/** The part that an entry's header and its record in the directory share. The time of day is left out: 1980-01-01. */
function describe(target: Buffer, at: number, { name, crc, packed, size }: Entry): void {
  target.writeUInt16LE(VERSION, at);
  target.writeUInt16LE(UTF8_NAME, at + 2);
  target.writeUInt16LE(DEFLATE, at + 4);
  target.writeUInt16LE(0x21, at + 8);
  target.writeUInt32LE(crc, at + 10);
  target.writeUInt32LE(packed, at + 14);
  target.writeUInt32LE(size, at + 18);
  target.writeUInt16LE(name.length, at + 22);
}
