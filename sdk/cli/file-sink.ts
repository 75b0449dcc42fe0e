import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";

/** Whether something stands there that is no file, such as a pipe: of that the beginning cannot be written again. */
export const isNoFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === false;

/** A file that is there once it is whole: until then, whatever stood in its place stays. */
export class FileSink {
  readonly #path: string;
  readonly #file: number;
  #length = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(this.#part(), "w");
  }

  write(bytes: Uint8Array): void {
    this.#put(bytes, this.#length);
    this.#length += bytes.length;
  }

  rewriteStart(bytes: Uint8Array): void {
    this.#put(bytes, 0);
  }

  finish(): string {
    closeSync(this.#file);
    renameSync(this.#part(), this.#path);
    return "";
  }

  discard(): void {
    closeSync(this.#file);
    rmSync(this.#part(), { force: true });
  }

  #part(): string {
    return `${this.#path}.part`;
  }

  #put(bytes: Uint8Array, from: number): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at, bytes.length - at, from + at);
  }
}

/** For what cannot be written in parts: a terminal, or a pipe. */
export class MemorySink {
  readonly #parts: Uint8Array[] = [];

  write(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  rewriteStart(bytes: Uint8Array): void {
    this.#parts[0] = bytes;
  }

  finish(): string {
    return Buffer.concat(this.#parts).toString("utf8");
  }

  discard(): void {
    this.#parts.length = 0;
  }
}
