import { actionPhrase } from "#src/api/audit-actions.ts";
import type { AuditEntry } from "#src/api/audit.ts";
import { serverWords } from "#src/api/server-words.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";

/** What was done and why, as the page says it in its language. */
export const actionInWords = ({ action }: Pick<AuditEntry, "action">): string => serverWords(actionPhrase(action));
export const whyInWords = (reason: string): string => serverWords(reasonInWords(reason));

const texts = new WeakMap<AuditEntry, string>();

/** Everything that an entry is found by: what the page shows of it, and the names that exports and the API use. */
function textOf(entry: AuditEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const { actor, action, targetName, targetKind, reason } = entry;
  const said = [actor.name, action, actionInWords(entry), targetName, targetKind, ...(reason === null ? [] : [reason, whyInWords(reason)])];
  const text = said.join("\n").toLowerCase();
  texts.set(entry, text);
  return text;
}

/** Whether every word of a search stands in the entry, wherever: "olga role" finds the role that Olga was given, and that she gave. */
export const matchesSearch = (entry: AuditEntry, search: string): boolean => search.toLowerCase().split(/\s+/).every((word) => textOf(entry).includes(word));
