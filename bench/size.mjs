/**
 * What the browser must fetch before a page can draw, gzip KB, for each page: `node bench/size.mjs [--dist FOLDER]`.
 * Ends with status 1 when the fleet page or signing in is over the budget.
 */
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildDashboard } from "../scripts/lib/build.mjs";

const BUDGET_KB = 150;
/** The pages that people open first. */
const budgeted = ["fleet-page", "sign-in-page"];

const at = process.argv.indexOf("--dist");
const dist = `${at === -1 ? await buildDashboard() : process.argv[at + 1]}/`;
const html = readFileSync(`${dist}index.html`, "utf8");
const assets = readdirSync(`${dist}assets`);

const gzip = (file) => gzipSync(readFileSync(`${dist}assets/${file}`)).length / 1000;
/** Static imports only: what comes by `import()` is not waited for. */
const importsOf = (file) => [...readFileSync(`${dist}assets/${file}`, "utf8").matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, name]) => name);

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
console.log(`index.html ${(gzipSync(html).length / 1000).toFixed(1)}, entry ${sum(first).toFixed(1)}, css ${sum(css).toFixed(1)}, fonts ${fonts.map((name) => (readFileSync(`${dist}assets/${name}`).length / 1000).toFixed(1)).join(" + ")} KB`);

let isOver = false;
const shell = assets.filter((name) => /^shell-.*\.js$/.test(name));
for (const page of assets.filter((name) => /-(page|layout)-[\w-]{8}\.js$/.test(name)).sort()) {
  const name = page.replace(/-[\w-]{8}\.js$/, "");
  const isOutside = /^(sign-in|setup|invite|claim)-page$/.test(name);
  const total = sum(closure([...scripts, ...(isOutside ? [] : shell), page]));
  const isBudgeted = budgeted.includes(name);
  if (isBudgeted && total > BUDGET_KB) isOver = true;
  console.log(`${total.toFixed(1).padStart(7)} KB  ${name}${isBudgeted ? `  (budget ${BUDGET_KB})` : ""}`);
}
process.exitCode = isOver ? 1 : 0;
