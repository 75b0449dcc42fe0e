import { compileMessage } from "@lingui/message-utils/compileMessage";
import { afterEach, expect, test } from "vitest";

import { catalogueKey } from "#src/i18n/catalogue-key.ts";
import { i18n } from "#src/i18n/message.ts";

import { SERVER, serverWords } from "./server-words.ts";

const german: Record<string, string> = {
  "The session is closed.": "Die Sitzung ist geschlossen.",
  "Give a list of '{'lower, upper'}', a list of [lower, upper], or an object of two lists.": "Eine Liste von '{'lower, upper'}' angeben.",
  "Faults in the dry run: {count}.": "Im Probelauf {count, plural, one {trat # Fehler} other {traten # Fehler}} auf.",
  "{worker}: {detail}": "{worker}: {detail}",
  "The worker does not serve {model}.": "Der Dienst hat {model} nicht.",
  "No answer within {seconds} s.": "Keine Antwort innerhalb von {seconds} s.",
};

const compiled = (text: string) => {
  const pieces = compileMessage(text);
  return Array.isArray(pieces) && pieces.length === 1 ? (pieces[0] as string) : pieces;
};

afterEach(() => i18n.activate("en"));

function speakGerman() {
  i18n.loadAndActivate({
    locale: "de",
    messages: Object.fromEntries(
      Object.entries(german).map(([english, said]) => [catalogueKey(compiled(english), SERVER), compileMessage(said)]),
    ),
  });
}

test("in English the server is quoted", () => {
  expect(serverWords("The session is closed.")).toBe("The session is closed.");
});

test("in another language a known sentence is said in it, and what it names stays", () => {
  speakGerman();
  expect(serverWords("The session is closed.")).toBe("Die Sitzung ist geschlossen.");
  expect(serverWords("Give a list of {lower, upper}, a list of [lower, upper], or an object of two lists.")).toBe(
    "Eine Liste von {lower, upper} angeben.",
  );
  expect(serverWords("The worker does not serve pi0.5.")).toBe("Der Dienst hat pi0.5 nicht.");
});

test("a number chooses the plural and is written as the language writes it", () => {
  speakGerman();
  expect(serverWords("Faults in the dry run: 1.")).toBe("Im Probelauf trat 1 Fehler auf.");
  expect(serverWords("Faults in the dry run: 1500.")).toBe("Im Probelauf traten 1.500 Fehler auf.");
  expect(serverWords("No answer within 2.5 s.")).toBe("Keine Antwort innerhalb von 2,5 s.");
});

test("a sentence inside a sentence is said too, and the more exact sentence wins", () => {
  speakGerman();
  expect(serverWords("https://w.example: The worker does not serve pi0.5.")).toBe("https://w.example: Der Dienst hat pi0.5 nicht.");
});

test("what nobody translated stays as the server said it", () => {
  speakGerman();
  expect(serverWords("The sky is high.")).toBe("The sky is high.");
  expect(serverWords("constructor")).toBe("constructor");
});
