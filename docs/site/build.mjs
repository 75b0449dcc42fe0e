/**
 * The documentation as static pages: Eleventy makes one from each Markdown file that contents.mjs names, all in layout.njk.
 * Run by scripts/docs.mjs in a process of its own.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Eleventy from "@11ty/eleventy";
import { build as bundle } from "esbuild";
import { contents, root } from "./contents.mjs";
import { carried } from "./links.mjs";
import { setUp } from "./markdown.mjs";

const titleOf = (text) => /^# (.+)$/m.exec(text)?.[1].replaceAll("`", "") ?? "Untitled";
const notFound = "# No such page\n\nSearch for it, or start at [the beginning](README.md).\n";

/** The menu with titles and texts: `[{ title, pages: [{ source, url, address, title, text, section }] }]`. */
function readPages() {
  return contents.map(({ title: section, pages }) => ({
    title: section,
    pages: pages.map(({ source, url }) => {
      const text = readFileSync(join(root, source), "utf8");
      return { source, url, text, section, title: titleOf(text), address: url === "index" ? "/docs/" : `/docs/${url}` };
    }),
  }));
}

/** Style and script, named by their contents so that they are kept for good; answers their addresses. */
async function writeAssets(folder) {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: { site: "docs/site/search.js", style: "docs/site/style.css" },
    entryNames: "assets/[name]-[hash]",
    assetNames: "assets/[name]-[hash]",
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    loader: { ".woff2": "file" },
    write: false,
  });
  mkdirSync(join(folder, "assets"), { recursive: true });
  for (const { path, contents: bytes } of outputFiles) writeFileSync(path, bytes);
  const address = (ending) =>
    `/docs/assets/${outputFiles
      .find(({ path }) => path.endsWith(ending))
      .path.split(/[\\/]/)
      .at(-1)}`;
  return { script: address(".js"), style: address(".css") };
}

/** What the search reads when somebody searches: `[address, page, heading, text]` for each heading. */
function writeSearch(folder, pages, recorded) {
  const rows = pages.flatMap((page) =>
    (recorded.get(page.source)?.sections ?? []).map(({ heading, id, text }, index) => [
      index === 0 ? page.address : `${page.address}#${id}`,
      page.title,
      index === 0 ? "" : heading,
      text.replaceAll(/\s+/g, " ").trim(),
    ]),
  );
  writeFileSync(join(folder, "search.json"), JSON.stringify(rows));
}

/** Writes the site into `folder`; answers the links that lead nowhere, in words. */
export async function buildSite(folder) {
  const recorded = new Map();
  const menu = readPages();
  const pages = menu.flatMap(({ pages: those }) => those);
  const assets = await writeAssets(folder);
  const site = new Eleventy("docs/site", folder, {
    quietMode: true,
    configPath: false,
    config(eleventy) {
      eleventy.amendLibrary("md", (library) => setUp(library, (source, facts) => recorded.set(source, facts)));
      eleventy.addFilter("headingsOf", (source) => recorded.get(source)?.headings.filter(({ level }) => level === 2 || level === 3) ?? []);
      eleventy.addGlobalData("menu", menu);
      eleventy.addGlobalData("assets", assets);
      const shared = { layout: "layout.njk" };
      pages.forEach(({ text, ...page }, index) => {
        const around = { previous: pages[index - 1], next: pages[index + 1] };
        eleventy.addTemplate(`${page.url}.md`, text, { ...shared, ...page, ...around, url: undefined, permalink: `${page.url}.html` });
      });
      eleventy.addTemplate("404.md", notFound, { ...shared, source: "404.md", title: "No such page", permalink: "404.html" });
      for (const from of carried) eleventy.addPassthroughCopy({ [from]: from.replace(/^docs\//, "") });
      eleventy.setIncludesDirectory(".");
      eleventy.setTemplateFormats(["md"]);
      return { markdownTemplateEngine: false };
    },
  });
  await site.write();
  writeSearch(folder, pages, recorded);
  return [...recorded.values()].flatMap(({ problems }) => problems);
}
