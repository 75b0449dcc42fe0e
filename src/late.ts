import { tellLanguage } from "#src/api/tell-language.ts";
import { registerOfflinePage } from "#src/lib/offline-worker.ts";

/** What no first drawing waits for. */
export function startLate(): void {
  registerOfflinePage();
  tellLanguage();
}
