/** Looks through the built pages as a browser would: every address and every anchor of our own must be there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const valuesOf = (html, attribute) =>
  [...html.matchAll(new RegExp(String.raw`<[a-z][^>]*\s${attribute}="([^"]*)"`, "g"))].map(([, value]) => value.replaceAll("&amp;", "&"));

/** What leads nowhere in the site that was built into `folder`, in words. */
export function deadLinks(folder) {
  const pages = new Map();
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    if (!name.endsWith(".html")) continue;
    const html = readFileSync(join(folder, name), "utf8");
    const address = `/docs/${name.replaceAll("\\", "/").replace(/(?:^index)?\.html$/, "")}`;
    pages.set(address, { ids: new Set(valuesOf(html, "id")), links: [...valuesOf(html, "href"), ...valuesOf(html, "src")] });
  }
  const problems = [];
  for (const [address, { links }] of pages) {
    for (const link of links) {
      if (/^(?:https?:|mailto:|data:)/.test(link) || link === "/") continue;
      const [path, hash] = link.split("#", 2);
      const target = path === "" ? address : path;
      const page = pages.get(target);
      if (page === undefined && !existsSync(join(folder, target.replace(/^\/docs\//, ""))))
        problems.push(`${address}: ${link} leads to nothing`);
      if (hash !== undefined && page !== undefined && !page.ids.has(decodeURIComponent(hash)))
        problems.push(`${address}: ${link} has no such anchor`);
    }
  }
  return problems;
}
