import fc from "fast-check";
import { expect, test } from "vitest";

import { askedOf, excerptOf, markedPieces, wordsOf } from "./words";

test("words have no case, no accents, and one form however they were typed", () => {
  expect(wordsOf("Élan, ELAN e\u0301lan: torque-limit (joint 3), torque")).toEqual(["elan", "torque", "limit", "joint", "3"]);
  expect(wordsOf("lerobot/pi0.5_base")).toEqual(["lerobot", "pi0", "5", "base"]);
  expect(wordsOf("关节故障")).toEqual(["关", "节", "故", "障"]);
  expect(wordsOf(" -- …")).toEqual([]);
});

test("every word is asked for, the last one as a beginning, and numbers by their sign", () => {
  expect(askedOf("Greifer rutsch")).toEqual({ words: ["greifer"], prefix: "rutsch", numbers: [] });
  expect(askedOf("#12 #7")).toEqual({ words: [], prefix: null, numbers: [12, 7] });
  expect(askedOf("#12a")).toEqual({ words: [], prefix: "12a", numbers: [] });
  expect(askedOf(Array.from({ length: 40 }, (_, n) => `w${n}`).join(" ")).words).toHaveLength(7);
});

test("what was asked for is marked, and nothing else", () => {
  const asked = askedOf("limit tor");
  expect(
    markedPieces("Tórque LIMIT of the motor, limits", asked)
      .filter(({ isMarked }) => isMarked)
      .map(({ text }) => text),
  ).toEqual(["Tórque", "LIMIT"]);
  expect(excerptOf("nothing here", asked)).toBeNull();
  const long = `${"far away ".repeat(30)}torque${" and on".repeat(30)}`;
  expect(excerptOf(long, asked)).toMatch(/^….*torque.*…$/);
  expect((excerptOf(long, asked) ?? "").length).toBeLessThan(140);
});

test("a text in pieces is the text, and each of its words is found in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      expect(
        markedPieces(text, askedOf(text))
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
      for (const word of wordsOf(text))
        expect(markedPieces(text, { words: [word], prefix: null, numbers: [] }).some(({ isMarked }) => isMarked)).toBe(true);
    }),
  );
});
