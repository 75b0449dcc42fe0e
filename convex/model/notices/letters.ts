import { withoutControls } from "../checks";
import type { Doc } from "../../_generated/dataModel";
import type { Language } from "../people/languages";
import { inWords } from "./sentences";

// How a letter is worded. Only text: nothing in it can be done but to open a page.

type Words = { tag: string; toldAt: (time: string) => string; page: string; choice: string };

const words: Record<Language, Words> = {
  en: {
    tag: "en-GB",
    toldAt: (time) => `Told on ${time}.`,
    page: "The page (it only shows, nothing is done by opening it):",
    choice: "What you are told of by e-mail:",
  },
  de: {
    tag: "de-DE",
    toldAt: (time) => `Mitgeteilt am ${time}.`,
    page: "Die Seite (sie zeigt nur; durch das Öffnen geschieht nichts):",
    choice: "Was Ihnen per E-Mail mitgeteilt wird:",
  },
};

/** A date and a time that name their zone: "29 Nov 2026, 13:34:56 CET", "29.11.2026, 13:34:56 MEZ". */
export const timeIn = (language: Language, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(words[language].tag, { timeZone, dateStyle: "medium", timeStyle: "long" }).format(at);

type Notice = Pick<Doc<"notices">, "at" | "text" | "actor" | "said">;
type Reader = { language: Language; timeZone: string };

/** Subject and text of the letter about a notice. One from before sentences were kept is quoted in English. */
export function wordLetter({ at, text, actor, said }: Notice, { language, timeZone }: Reader, links: { page: string; choice: string }) {
  const own = words[language];
  const told = withoutControls(said === undefined ? text : inWords(language, said, actor), 300);
  return {
    subject: `Reflex: ${told.slice(0, 150)}`,
    text: `${told}\n\n${own.toldAt(timeIn(language, timeZone, at))} ${own.page}\n${links.page}\n\n${own.choice} ${links.choice}\n`,
  };
}
