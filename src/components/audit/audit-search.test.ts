import { afterEach, expect, test } from "vitest";

import type { AuditEntry } from "#src/api/audit.ts";
import { messages } from "#src/i18n/de.po";
import { i18n } from "#src/i18n/message.ts";

import { actionInWords, matchesSearch } from "./audit-search.ts";

afterEach(() => i18n.activate("en"));

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{
    id: "a" as AuditEntry["id"],
    at: 0,
    actor: { kind: "operator", id: "u", name: "Olga Nova" },
    action: "member.setRole",
    targetKind: "member",
    targetId: "m",
  },
  ...{ targetName: "Bo (night)", before: null, after: null, reason: null, ...more },
});
const finds = (search: string, more?: Partial<AuditEntry>) => matchesSearch(entry(more), search);

test("an entry is found by the words that the page shows, in any order, and by the names of the API", () => {
  expect(["set role", "Member: set role", "role olga", "BO", "member.setRole"].map((search) => finds(search))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(["set limits", "olga ada", "rolle"].map((search) => finds(search))).toEqual([false, false, false]);
  expect(finds("robot schema: register", { action: "robotSchema.register" })).toBe(true);
  expect(finds("lease expired", { reason: "lease_expired" })).toBe(true);
  expect(finds("lease_expired", { reason: "lease_expired" })).toBe(true);
});

test("in German by the German words, and by the names of the API all the same", () => {
  i18n.loadAndActivate({ locale: "de", messages });
  expect(actionInWords(entry())).toBe("Mitglied: Rolle festlegen");
  expect(["Rolle festlegen", "mitglied olga", "member.setRole"].map((search) => finds(search))).toEqual([true, true, true]);
  expect(finds("Erster Start", { reason: "first run" })).toBe(true);
  expect(finds("Member:")).toBe(false);
});
