/** Why a file cannot be read as receipts, for the page to put into words: who reads it speaks English alone. */
export type FileTrouble = { kind: "open_quote" } | { kind: "no_columns"; missing: readonly string[] } | { kind: "other"; message: string };

/** Thrown by whatever reads a file. */
export class UnreadableFile extends Error {
  readonly trouble: FileTrouble;

  constructor(message: string, trouble: FileTrouble) {
    super(message);
    this.trouble = trouble;
  }
}

export const troubleOf = (error: unknown): FileTrouble =>
  error instanceof UnreadableFile ? error.trouble : { kind: "other", message: error instanceof Error ? error.message : String(error) };
