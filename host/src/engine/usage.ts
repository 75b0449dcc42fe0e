import { EngineError } from "./errors.ts";
import type { TransactionMetrics } from "./types.ts";

/** What one function may use on Convex; code that stays below here also runs there. */
export const LIMITS = {
  documentsRead: 32_000,
  bytesRead: 16 * 1024 * 1024,
  databaseQueries: 4096,
  documentsWritten: 16_384,
  bytesWritten: 16 * 1024 * 1024,
} as const;

const READ_ADVICE =
  "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";
const WRITE_ADVICE = "Consider splitting up your writes into multiple functions.";

/** Counts what a transaction reads and writes and throws where a limit of Convex is passed. */
export class Usage implements TransactionMetrics {
  documentsRead = 0;
  bytesRead = 0;
  databaseQueries = 0;
  documentsWritten = 0;
  bytesWritten = 0;

  countQuery(): void {
    if (++this.databaseQueries > LIMITS.databaseQueries) {
      throw tooMany("TooManyReads", `Too many reads in a single function execution (limit: ${LIMITS.databaseQueries}).`, READ_ADVICE);
    }
  }

  /** `bytes` is the length of the document's text, which is close enough to its size and costs nothing to know. */
  countRead(bytes: number): void {
    this.bytesRead += bytes;
    if (++this.documentsRead > LIMITS.documentsRead) {
      throw tooMany(
        "TooManyDocumentsRead",
        `Too many documents read in a single function execution (limit: ${LIMITS.documentsRead}).`,
        READ_ADVICE,
      );
    }
    if (this.bytesRead > LIMITS.bytesRead) {
      throw tooMany(
        "TooManyBytesRead",
        `Too many bytes read in a single function execution (limit: ${LIMITS.bytesRead} bytes).`,
        READ_ADVICE,
      );
    }
  }

  countWrite(bytes: number): void {
    this.bytesWritten += bytes;
    if (++this.documentsWritten > LIMITS.documentsWritten) {
      throw tooMany(
        "TooManyWrites",
        `Too many documents written in a single function execution (limit: ${LIMITS.documentsWritten}).`,
        WRITE_ADVICE,
      );
    }
    if (this.bytesWritten > LIMITS.bytesWritten) {
      throw tooMany(
        "TooManyBytesWritten",
        `Too many bytes written in a single function execution (limit: ${LIMITS.bytesWritten} bytes).`,
        WRITE_ADVICE,
      );
    }
  }
}

function tooMany(code: string, what: string, advice: string): EngineError {
  return new EngineError(code, `${what} ${advice}`);
}
