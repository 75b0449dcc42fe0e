import type { Checkpoint } from "#convex/model/receipts/chain.ts";
import type { ExportVerification } from "#convex/model/receipts/export.ts";
import type { GivenPicture } from "#convex/model/receipts/exportPictures.ts";
import type { Receipt } from "#src/api/receipts.ts";
import type { Format } from "#src/verify/export-content.ts";
import type { FileTrouble } from "#src/verify/file-trouble.ts";
import type { Progress } from "#src/verify/verify-file.ts";

/** What this server knows of its keys; null when it did not answer. */
export type Known = {
  publicKeys: Record<string, string>;
  keyTimes: Record<string, { createdAt: number; retiredAt: number | null }>;
} | null;

/** What the page and the worker that reads a file say to each other. Both are in this browser. */
export type ToImport =
  /** `isListed`: rows are wanted, and a file of another console is verified with its own keys. `round` counts what is to be verified against: a verdict names the one that it is about. `pictures`: what was given beside the file. */
  | {
      kind: "read";
      file: Blob;
      isListed: boolean;
      known: Known;
      published: readonly Checkpoint[];
      pictures?: readonly GivenPicture[];
      round: number;
    }
  | { kind: "published"; published: readonly Checkpoint[]; round: number }
  /** Reads and verifies no further; receipts that were read can still be asked for. */
  | { kind: "stop" }
  | { kind: "receipt"; sequence: number };
export type FromImport =
  | { kind: "rows"; rows: Receipt[] }
  | ({ kind: "progress" } & Progress)
  /** `isForeign`: no key of this server's signed it, so the file's own were believed. */
  | { kind: "verified"; result: ExportVerification; isForeign: boolean; format: Format; round: number }
  | { kind: "receipt"; sequence: number; text: string }
  | { kind: "failed"; trouble: FileTrouble };
