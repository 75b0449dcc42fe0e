import { actionPhrase } from "#src/api/audit-actions.ts";
import type { AuditEntry } from "#src/api/audit.ts";
import { serverWords } from "#src/api/server-words.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";

/** What was done and why, as the page says it in its language. */
export const actionInWords = ({ action }: Pick<AuditEntry, "action">): string => serverWords(actionPhrase(action));
export const whyInWords = (reason: string): string => serverWords(reasonInWords(reason));

/**
 * Whether every word of a search stands in what the page shows of the entry, or in the names that exports and the API use, wherever:
 * "olga role" finds the role that Olga was given, and that she gave.
 */
export function matchesSearch(entry: AuditEntry, search: string): boolean {
  const { actor, action, targetName, targetKind, reason } = entry;
  const text = [actor.name, action, actionInWords(entry), targetName, targetKind, reason, reason && whyInWords(reason)]
    .join("\n")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
