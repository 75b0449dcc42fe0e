/**
 * What the site shows, in the order of its menu. `source` is a Markdown file of the repository, `url` its address below /docs
 * without an ending; the title is the file's first heading.
 */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(fileURLToPath(import.meta.url), "..", "..", "..");

const below = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `${folder}/${name}`);

/** `docs/guides/first-robot.md` is at `guides/first-robot`. */
const inDocs = (source) => ({ source, url: source.replace(/^docs\//, "").replace(/\.md$/, "") });

const sections = [
  { title: "Start", pages: ["docs/index.md", "docs/tour.md", "docs/concepts.md"].map(inDocs) },
  {
    title: "Guides",
    pages: [
      "first-robot",
      "first-promotion",
      "robot-in-python",
      "robot-in-typescript",
      "review-a-day",
      "second-operator",
      "sign-in-by-provider",
      "phone",
      "notifications",
      "keys",
      "backup",
    ].map((name) => inDocs(`docs/guides/${name}.md`)),
  },
  {
    title: "The dashboard",
    pages: ["fleet", "robots", "deployments", "sessions", "receipts", "trends", "settings"].map((name) =>
      inDocs(`docs/dashboard/${name}.md`),
    ),
  },
  { title: "Safety", pages: ["docs/safety.md", "docs/security.md"].map(inDocs) },
  {
    title: "From code",
    pages: [
      { source: "sdk/README.md", url: "sdk/typescript" },
      { source: "sdk-python/README.md", url: "sdk/python" },
      inDocs("docs/http.md"),
    ],
  },
  {
    title: "Reference",
    pages: [
      "docs/reference/typescript.md",
      "docs/reference/python.md",
      "docs/reference/wire.md",
      "docs/reference/command-line.md",
      "docs/receipts.md",
      "docs/troubleshooting.md",
    ].map(inDocs),
  },
  { title: "Running it", pages: ["docs/deploy.md"].map(inDocs) },
  {
    title: "Inside",
    pages: [
      inDocs("docs/architecture.md"),
      inDocs("docs/design.md"),
      { source: "convex/README.md", url: "inside/convex" },
      { source: "host/README.md", url: "inside/host" },
      { source: "chaos/README.md", url: "inside/chaos" },
      { source: "CONTRIBUTING.md", url: "inside/contributing" },
      inDocs("docs/mutants.md"),
    ],
  },
  { title: "Performance", pages: ["docs/performance.md", ...below("docs/performance")].map(inDocs) },
  { title: "Decisions", pages: below("docs/decisions").map(inDocs) },
];

// A page that nobody has put anywhere is still found.
const placed = new Set(sections.flatMap(({ pages }) => pages.map(({ source }) => source)));
const everything = readdirSync(join(root, "docs"), { recursive: true }).map((name) => `docs/${String(name).replaceAll("\\", "/")}`);
const unplaced = everything.filter((name) => name.endsWith(".md") && !placed.has(name)).sort();
if (unplaced.length > 0) sections.push({ title: "More", pages: unplaced.map(inDocs) });

/** The sections with those of their pages that exist. */
export const contents = sections.map(({ title, pages }) => ({
  title,
  pages: pages.filter(({ source }) => existsSync(join(root, source))),
}));

/** Addresses below /docs by Markdown file. */
export const urlOf = new Map(contents.flatMap(({ pages }) => pages.map(({ source, url }) => [source, url])));
