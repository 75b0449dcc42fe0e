import { afterEach, expect, test, vi } from "vitest";

import { preload } from "./preload-script.ts";

const files = ["assets/fleet.js", "assets/robot.js", "assets/app.js", "assets/de-fleet.js"];
const table = [
  ["/", [0, 2], { de: [3] }],
  ["/robots/[^/]+", [1, 2], {}],
] as const;
const catalogues = [
  ["en", null],
  ["de", "assets/de.js"],
] as const;

function run({ pathname, languages = ["en"], stored = null }: { pathname: string; languages?: string[]; stored?: string | null }) {
  const asked: string[] = [];
  const root = { lang: "en" };
  vi.stubGlobal("location", { pathname });
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("localStorage", { getItem: () => stored });
  vi.stubGlobal("document", {
    documentElement: root,
    createElement: () => ({}),
    head: { append: ({ rel, href }: { rel: string; href: string }) => asked.push(`${rel} ${href}`) },
  });
  preload(files, table, catalogues);
  return { asked, lang: root.lang };
}

afterEach(() => vi.unstubAllGlobals());

test("asks for the files of the page at this address", () => {
  expect(run({ pathname: "/" })).toEqual({ asked: ["modulepreload /assets/fleet.js", "modulepreload /assets/app.js"], lang: "en" });
  expect(run({ pathname: "/robots/r1/" }).asked).toContain("modulepreload /assets/robot.js");
  expect(run({ pathname: "/nowhere" }).asked).toEqual([]);
});

test("asks for the language too: the chosen one, or the browser's first that there is", () => {
  expect(run({ pathname: "/", languages: ["fr", "de-AT"] })).toMatchObject({
    asked: [
      "modulepreload /assets/fleet.js",
      "modulepreload /assets/app.js",
      "modulepreload /assets/de.js",
      "modulepreload /assets/de-fleet.js",
    ],
    lang: "de",
  });
  expect(run({ pathname: "/robots/r1", stored: "de" }).asked).toEqual([
    "modulepreload /assets/robot.js",
    "modulepreload /assets/app.js",
    "modulepreload /assets/de.js",
  ]);
  expect(run({ pathname: "/", stored: "de" }).lang).toBe("de");
  expect(run({ pathname: "/", languages: ["de"], stored: "en" })).toMatchObject({ lang: "en" });
  expect(run({ pathname: "/", languages: ["fr"], stored: "xx" }).lang).toBe("en");
});
