import { ExportVerifier, type ExportVerification } from "../../convex/model/receipts/export.ts";
import { manifestIn } from "../../convex/model/receipts/exportFile.ts";

import type { Opened } from "./read-file.ts";

/** `total` is null until it is known. */
export type Progress = { checked: number; total: number | null };

/** Verifies an open file, one receipt a step (about a millisecond each), so that whoever asks can go on with something else; the last step is the verdict. */
export async function* verifySteps({ total: known, batches }: Opened, options: ConstructorParameters<typeof ExportVerifier>[0]): AsyncGenerator<Progress, ExportVerification> {
  const verifier = new ExportVerifier(options);
  let total = known;
  let isFirst = true;
  for await (const { lines } of batches()) {
    for (const line of lines) {
      if (isFirst) total ??= manifestIn(line)?.count ?? null;
      isFirst = false;
      if (verifier.take(line) !== null) return verifier.end();
      yield { checked: verifier.checked, total };
    }
  }
  return verifier.end();
}
