import { saveBlob } from "./save-blob.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file that is being saved: it is there once `finish` is done, and never if it is discarded. */
export type Saving = {
  write(bytes: Bytes): Promise<void> | void;
  rewriteStart(bytes: Bytes): Promise<void> | void;
  finish(name: string): Promise<void> | void;
  discard(): Promise<void> | void;
};

/** What a part is at least before it becomes the browser's own, who may keep it on the disk. */
const PART_BYTES = 4_000_000;

/** Gathers parts and hands the browser the whole as a download. What is written first can be written anew. */
export function saveInParts(mediaType: string): Saving {
  let start: Bytes | null = null;
  let parts: Blob[] = [];
  let open: Bytes[] = [];
  let length = 0;
  const close = () => {
    if (open.length > 0) parts.push(new Blob(open));
    open = [];
    length = 0;
  };
  return {
    write(bytes) {
      if (start === null) {
        start = bytes;
        return;
      }
      open.push(bytes);
      length += bytes.length;
      if (length >= PART_BYTES) close();
    },
    rewriteStart(bytes) {
      start = bytes;
    },
    finish(name) {
      close();
      saveBlob(name, new Blob([...(start === null ? [] : [start]), ...parts], { type: mediaType }));
    },
    discard() {
      parts = [];
      open = [];
    },
  };
}

type Picker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
const picker = (): Picker | undefined => (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;

/** Whether this browser lets a page write into a file that somebody chooses. */
export const canSaveToFile = (): boolean => picker() !== undefined;

/** Asks where, and writes there part by part; null when nobody chose. */
export async function saveToFile(suggestedName: string): Promise<Saving | null> {
  let handle: FileSystemFileHandle | undefined;
  try {
    handle = await picker()?.({ suggestedName });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
  const file = await handle?.createWritable();
  if (file === undefined) return null;
  return {
    write: (bytes) => file.write(bytes),
    rewriteStart: (bytes) => file.write({ type: "write", position: 0, data: bytes }),
    finish: () => file.close(),
    discard: () => file.abort(),
  };
}
