import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";

import { catalogue, inWords, withoutRobot } from "#convex/model/notices/sentences.js";
import { catalogueKey } from "#src/i18n/catalogue-key.ts";
import { messages } from "#src/i18n/de.po";
import { languages } from "#src/i18n/languages.ts";

import { SERVER } from "./server-words.ts";

// Letters are written by the server, in the languages of the console and in the words of its pages.

const sentences = Object.entries(catalogue.sentences);
const words = Object.entries(catalogue.ownWords);
const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted((a, b) => a.localeCompare(b));
const compiled = (text: string) => {
  const pieces = compileMessage(text);
  return pieces.length === 1 && typeof pieces[0] === "string" ? pieces[0] : pieces;
};
/** As plain text again, which these messages are but for their places. */
const german = (english: string, context?: string) => {
  const said = messages[catalogueKey(compiled(english), context)];
  return Array.isArray(said) ? said.map((piece) => (Array.isArray(piece) ? `{${String(piece[0])}}` : String(piece))).join("") : undefined;
};

test.each(sentences)("%s is said in every language of the console, with the same places", (_name, { en, ...others }) => {
  expect(["en", ...Object.keys(others)].toSorted()).toEqual(Object.keys(languages).toSorted());
  for (const text of Object.values(others)) {
    expect(text).not.toBe(en);
    expect(placesOf(text)).toEqual(placesOf(en));
  }
});

test.each(sentences)("%s is said in a letter as on the page", (_name, { en, de }) => {
  expect(german(en)).toBe(de);
});

test.each(words)("so is %s, which the server puts into a sentence, by words and not by its code", (_code, said) => {
  expect(Object.keys(said ?? {}).toSorted()).toEqual(Object.keys(languages).toSorted());
  const { en = "", de } = said ?? {};
  expect(en).not.toContain("_");
  expect([german(en, SERVER), german(en)]).toContain(de);
});

test("so is what the doctor looked at, by its title and not by its name", () => {
  for (const said of Object.values(catalogue.checkTitles)) {
    const { en = "", de } = said ?? {};
    expect([german(en), german(en, "connection")]).toContain(de);
  }
  const said = { sentence: "doctorFailed", values: { name: "pick", checks: "clock, robot schema, of a newer server" } };
  expect(inWords("en", said, { kind: "operator" })).toBe("The doctor failed pick: Clock, Robot schema, of a newer server.");
  expect(inWords("de", said, { kind: "operator" })).toBe("pick hat den Doctor nicht bestanden: Uhr, Roboterschema, of a newer server.");
});

test("what people are called and what they wrote stays as it is", () => {
  const said = { sentence: "stoppedFor", values: { name: "closed", who: "clock", reason: "clock" } };
  expect(inWords("de", { ...said, values: { ...said.values, name: withoutRobot, reason: "closing" } }, { kind: "system" })).toBe(
    "Software-Stopp für eine Sitzung ohne Roboter durch Uhr (beim Schließen).",
  );
  expect(inWords("de", said, { kind: "operator" })).toBe("Software-Stopp für closed durch clock (clock).");
});
