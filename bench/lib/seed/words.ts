/** What the receipts of a history are found by: as `model/receipts/search/` writes them one by one, here a block at a time. */
import type { Doc } from "../../../convex/_generated/dataModel.d.ts";
import { blockOf, withBit } from "../../../convex/model/receipts/search/bits.ts";
import { termsOf } from "../../../convex/model/receipts/search/terms.ts";
import type { JsonObject } from "../../../host/src/values/json.ts";
import type { BulkWriter } from "./writer.ts";

export class WordStamper {
  readonly #writer: BulkWriter;
  readonly #organizationId: string;
  #block = 0;
  #bits = new Map<string, number[]>();
  #at = 0;

  constructor(writer: BulkWriter, organizationId: string) {
    this.#writer = writer;
    this.#organizationId = organizationId;
  }

  /** A receipt with its review, in the order of the chain. */
  add(receipt: JsonObject, review: JsonObject): void {
    const sequence = Number(receipt["sequence"]);
    if (blockOf(sequence) !== this.#block) this.flush();
    this.#block = blockOf(sequence);
    this.#at = Number(receipt["timestamp"]);
    // Rows of these two tables, checked against them when they are written.
    const terms = termsOf(receipt as unknown as Doc<"receipts">, review as unknown as Doc<"reviews">);
    for (const word of terms) this.#bits.set(word, withBit(this.#bits.get(word) ?? [], sequence, true));
  }

  /** Writes the rows of the block that is being filled. */
  flush(): void {
    for (const [word, bits] of this.#bits)
      this.#writer.insert("receiptWords", this.#at, { organizationId: this.#organizationId, word, block: this.#block, bits });
    this.#bits = new Map();
  }
}
