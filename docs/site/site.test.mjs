import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { fencesOf, isShown } from "../../scripts/lib/docs-fences.mjs";
import { contents, urlOf } from "./contents.mjs";
import { deadLinks } from "./dead-links.mjs";
import { resolveLink } from "./links.mjs";

const fence = (info, text = "true") => `${"```"}${info}\n${text}\n${"```"}\n`;
const problemsOf = (markdown) => fencesOf(markdown).map(({ problem }) => problem);

let folder;
afterEach(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

test("a block in a language that runs is run, or says why it is not", () => {
  expect(problemsOf(fence("sh run") + fence('ts norun="needs a Convex Cloud account"') + fence('python file="arm.py"'))).toEqual([
    null,
    null,
    null,
  ]);
  expect(problemsOf(fence("sh"))[0]).toContain("is never run");
  expect(problemsOf(fence('sh norun="later"'))[0]).toContain("does not say why");
  expect(problemsOf(fence('sh run norun="needs a Convex Cloud account"'))[0]).toContain("both");
});

test("no block hides behind another language, a typing error or a missing end", () => {
  for (const info of ["", "bash", "shell", "console", "js", "typescript", "sh runs", "text run me"])
    expect(problemsOf(fence(info))[0], info).not.toBeNull();
  expect(problemsOf(fence("json", "{ no }"))[0]).toContain("is no json");
  expect(problemsOf(fence("text output"))[0]).toContain("output of no block");
  expect(problemsOf("```sh run\ntrue\n")[0]).toContain("never closed");
});

test("a block in a list loses the list's indentation", () => {
  expect(fencesOf("1. first\n\n   ```sh run\n   echo a\n     echo b\n   ```\n")[0].text).toBe("echo a\n  echo b\n");
});

test("what a page shows must be what was printed, except where it says …", () => {
  expect(isShown("paired True\n", "paired True\n")).toBe(true);
  expect(isShown("paired True\n", "paired False\n")).toBe(false);
  expect(isShown("paired True\n", "paired True\nand more\n")).toBe(false);
  expect(isShown("id … (so101)\n", "id kx7038 (so101)\n")).toBe(true);
  expect(isShown("…\nReady.\n", "one\ntwo\nReady.\n")).toBe(true);
  expect(isShown("…\nReady.\n", "Ready.\n")).toBe(true);
  expect(isShown("arm  online\n", "arm       online  \n")).toBe(true);
  expect(isShown("a.c\n", "abc\n")).toBe(false);
});

test("a link of a Markdown file leads to the page, the file, or nowhere", () => {
  expect(resolveLink("docs/guides/keys.md", "../deploy.md#one")).toEqual({ href: "/docs/deploy#one" });
  expect(resolveLink("docs/deploy.md", "index.md")).toEqual({ href: "/docs/" });
  expect(resolveLink("docs/deploy.md", "../sdk/README.md")).toEqual({ href: "/docs/sdk/typescript" });
  expect(resolveLink("docs/tour.md", "images/fleet.png")).toEqual({ href: "/docs/images/fleet.png" });
  expect(resolveLink("docs/tour.md", "../convex/errors.ts")).toEqual({ file: "convex/errors.ts" });
  expect(resolveLink("docs/tour.md", "gone.md").problem).toContain("gone.md leads to nothing");
});

test("dead links and anchors of built pages are found, with the page that has them", () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-dead-links-"));
  mkdirSync(join(folder, "guides"));
  writeFileSync(
    join(folder, "index.html"),
    '<h1 id="top"></h1><a href="/docs/guides/a#there">a</a><a href="https://elsewhere.example">b</a><a href="/">c</a>',
  );
  writeFileSync(
    join(folder, "guides", "a.html"),
    '<h2 id="there"></h2><a href="/docs/">up</a><a href="#here">x</a><img src="/docs/images/none.png" /><a href="/docs/none">y</a>',
  );
  expect(deadLinks(folder)).toEqual([
    "/docs/guides/a: #here has no such anchor",
    "/docs/guides/a: /docs/none leads to nothing",
    "/docs/guides/a: /docs/images/none.png leads to nothing",
  ]);
});

test("every page of the menu is there once, and every Markdown file below docs/ is in the menu", () => {
  const sources = contents.flatMap(({ pages }) => pages.map(({ source }) => source));
  expect(new Set(sources).size).toBe(sources.length);
  expect(new Set(urlOf.values()).size).toBe(sources.length);
  const inFolder = readdirSync("docs", { recursive: true })
    .map((name) => `docs/${String(name).replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".md"));
  expect(inFolder.filter((name) => !urlOf.has(name))).toEqual([]);
});
