import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options: RunOptions = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] };

/** What WCAG 2.2 AA has against the page as it is drawn now, in a light and in a dark room; empty when nothing. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResults, RunOptions>((wanted) => window.axe.run(wanted), options);
    problems.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`));
  }
  return problems;
}

declare global {
  // What the text above adds to the page.
  interface Window {
    axe: { run: (options: RunOptions) => Promise<AxeResults> };
  }
}
