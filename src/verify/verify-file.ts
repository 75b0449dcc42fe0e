import { ExportVerifier, type ExportVerification } from "../../convex/model/receipts/export.ts";
import { manifestIn } from "../../convex/model/receipts/exportFile.ts";

import type { Opened } from "./read-file.ts";
import { linksAmong, type Platform, SignaturesAhead } from "./signatures.ts";

/** `total` is null until it is known. */
export type Progress = { checked: number; total: number | null };

/** Receipts whose signatures are looked at together: enough to keep the platform busy, few enough to stop at once. */
const AHEAD = 128;

/** Verifies an open file, one receipt a step, so that whoever asks can go on with something else; the last step is the verdict. */
export async function* verifySteps(
  { total: known, batches }: Opened,
  options: ConstructorParameters<typeof ExportVerifier>[0],
  platform?: Platform,
): AsyncGenerator<Progress, ExportVerification> {
  const signatures = new SignaturesAhead(platform);
  const verifier = new ExportVerifier({ ...options, check: signatures.check });
  let total = known;
  let publicKeys = options?.publicKeys;
  for await (const { lines } of batches()) {
    for (let at = 0; at < lines.length; at += AHEAD) {
      const some = lines.slice(at, at + AHEAD);
      if (publicKeys === undefined || total === null) {
        const manifest = manifestIn(some[0] ?? "");
        publicKeys ??= manifest?.publicKeys ?? {};
        total ??= manifest?.count ?? null;
      }
      await signatures.look(linksAmong(some), publicKeys);
      for (const line of some) {
        if (verifier.take(line) !== null) return verifier.end();
        yield { checked: verifier.checked, total };
      }
    }
  }
  return verifier.end();
}
