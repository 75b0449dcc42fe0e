import { expect, test } from "vitest";

import { columnsOf, columnsText, rememberColumns, withColumn } from "./chosen-columns.ts";

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
};
const of = (text: string, kept = storage()) => columnsOf(new URLSearchParams(text), kept);

test("an address that says anything says everything; a bare one shows what was chosen last", () => {
  const kept = storage();
  rememberColumns(["ended", "note"], kept);
  expect(of("", kept)).toEqual(["ended", "note"]);
  expect(of("q=arm", kept)).toEqual(of(""));
  expect(of("q=arm&columns=note.motion", kept)).toEqual(["motion", "note"]);
  expect(of("columns=nonsense")).toEqual(of(""));
  rememberColumns(of("q=x"), kept);
  expect(kept.getItem("reflex-receipts-columns")).toBeNull();
  expect(
    columnsOf(new URLSearchParams(), {
      getItem: () => {
        throw new Error("forbidden");
      },
    }),
  ).toEqual(of(""));
});

test("columns keep the order of the table, the usual ones need no words, and one always stays", () => {
  expect(columnsText(of(""))).toBeUndefined();
  expect(withColumn(["ended", "note"], "motion")).toEqual(["ended", "motion", "note"]);
  expect(columnsText(withColumn(["ended", "note"], "note"))).toBe("ended");
  expect(withColumn(["ended"], "ended")).toEqual(["ended"]);
});
