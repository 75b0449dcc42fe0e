/**
 * What the browser must fetch before a page can draw, gzip KB, for each page: `node bench/size.mjs [--dist FOLDER]`. With `--check` it
 * ends with status 1 when a page is heavier than its budget in size-budgets.json, 130 KB for those that are not named there.
 */
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildDashboard } from "../scripts/lib/build.mjs";
import { report } from "./lib/report.mjs";

const GOAL_KB = 130;
/** What pages that still miss the goal may weigh: only ever lowered. */
const budgets = JSON.parse(readFileSync(new URL("./size-budgets.json", import.meta.url), "utf8"));

const at = process.argv.indexOf("--dist");
const dist = `${at === -1 ? await buildDashboard() : process.argv[at + 1]}/`;
const html = readFileSync(`${dist}index.html`, "utf8");
const assets = readdirSync(`${dist}assets`);

const gzip = (file) => gzipSync(readFileSync(`${dist}assets/${file}`)).length / 1000;
/** Static imports only: what comes by `import()` is not waited for. */
const importsOf = (file) =>
  [...readFileSync(`${dist}assets/${file}`, "utf8").matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, name]) => name);

function closure(files, known = new Set()) {
  for (const file of files) {
    if (known.has(file)) continue;
    known.add(file);
    closure(importsOf(file), known);
  }
  return known;
}

const scripts = [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map(([, name]) => name);
const sum = (files) => [...files].reduce((total, file) => total + gzip(file), 0);
const first = closure(scripts);
const css = assets.filter((name) => html.includes(`/assets/${name}`) && name.endsWith(".css"));
const fonts = assets.filter((name) => name.endsWith(".woff2"));
console.log(
  `index.html ${(gzipSync(html).length / 1000).toFixed(1)}, entry ${sum(first).toFixed(1)}, css ${sum(css).toFixed(1)}, fonts ${fonts.map((name) => (readFileSync(`${dist}assets/${name}`).length / 1000).toFixed(1)).join(" + ")} KB`,
);

const shell = assets.filter((name) => /^shell-.*\.js$/.test(name));
const layout = assets.filter((name) => /^settings-layout-.*\.js$/.test(name));
const isOutside = (name) => /^(sign-in|oidc|setup|invite|claim)-page$/.test(name);
const isSettings = (name) => /^(profile|members|keys|endpoints|data)-page$/.test(name);
const tooHeavy = [];
for (const page of assets.filter((file) => /-page-[\w-]{8}\.js$/.test(file)).sort()) {
  const name = page.replace(/-[\w-]{8}\.js$/, "");
  const needed = closure([...scripts, ...(isOutside(name) ? [] : shell), ...(isSettings(name) ? layout : []), page]);
  const value = sum(needed);
  report({ section: "load", what: `${name}, JavaScript before its lazy parts`, value, unit: "KB gzip", goal: { most: GOAL_KB } });
  const budget = budgets[name] ?? GOAL_KB;
  if (value > budget) tooHeavy.push(`${name} weighs ${value.toFixed(1)} KB, more than its ${budget}`);
}
// The inline script knows which files a page asks for, and which words besides in another language.
const [, lists = ""] = html.match(/<script>\(function preload[\s\S]*?\)\((\[[\s\S]*?\])\)<\/script>/) ?? [];
const [files, table, catalogues] = JSON.parse(`[${lists}]`);
const named = (file) => file.replace("assets/", "");
for (const [language, frame] of catalogues.filter(([, file]) => file !== null)) {
  const words = table.map(([, , parts]) => sum([frame, ...(parts[language] ?? []).map((index) => files[index])].map(named)));
  report({
    section: "load",
    what: `words of a page in ${language}, most of all pages`,
    value: Math.max(...words),
    unit: "KB gzip",
    note: `least ${Math.min(...words).toFixed(1)}`,
  });
  report({
    section: "load",
    what: `all words in ${language}`,
    value: sum(assets.filter((name) => new RegExp(`^${language}-[\\w-]{8}\\.js$`).test(name))),
    unit: "KB gzip",
  });
}
if (process.argv.includes("--check") && tooHeavy.length > 0) {
  console.error(tooHeavy.join("\n"));
  process.exit(1);
}
