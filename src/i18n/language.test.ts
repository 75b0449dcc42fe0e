import { afterEach, expect, test, vi } from "vitest";

import { browserLanguage, locale, startLanguage, storedLanguage, storeLanguage } from "./language.ts";
import { i18n } from "./message.ts";

function browser({ languages = ["en-US"], stored }: { languages?: string[]; stored?: string }): Map<string, string> {
  const kept = new Map(stored === undefined ? [] : [["reflex-language", stored]]);
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  return kept;
}

afterEach(() => {
  vi.unstubAllGlobals();
  i18n.activate("en");
});

test("the browser's first language that the console has is taken, English where it has none", () => {
  expect(browserLanguage(["fr-CH", "de-CH", "en"])).toBe("de");
  expect(browserLanguage(["DE"])).toBe("de");
  expect(browserLanguage(["fr", "it"])).toBe("en");
  expect(browserLanguage([])).toBe("en");
  expect(browserLanguage(["constructor"])).toBe("en");
});

test("a choice is kept on the device, and what is no language of the console counts for nothing", () => {
  const kept = browser({ stored: "xx" });
  expect(storedLanguage()).toBeNull();
  storeLanguage("de");
  expect(kept.get("reflex-language")).toBe("de");
  expect(storedLanguage()).toBe("de");
  storeLanguage(null);
  expect(kept.size).toBe(0);
});

test("a page starts in the chosen language, and says so", async () => {
  browser({ languages: ["en-GB"], stored: "de" });
  await startLanguage();
  expect(document.documentElement).toMatchObject({ lang: "de", dir: "ltr" });
  expect(i18n.locale).toBe("de");
});

test("without a choice a page starts in the browser's language", async () => {
  browser({ languages: ["en-GB", "de"] });
  await startLanguage();
  expect(document.documentElement).toMatchObject({ lang: "en", dir: "ltr" });
});

test("numbers and dates follow the region of the browser where it speaks the page's language", async () => {
  browser({ languages: ["fr", "en-GB"] });
  await startLanguage();
  expect(locale()).toBe("en-GB");
  expect(locale(["fr"])).toBe("en");
  i18n.loadAndActivate({ locale: "de", messages: {} });
  expect(locale(["en-US", "de-AT"])).toBe("de-AT");
});
