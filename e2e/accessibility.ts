import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What a scheme of colours can break; everything else is the same page. */
const colourRules = ["color-contrast", "link-in-text-block"];
// No rule of these reads style sheets, which it would otherwise fetch and parse again.
const wcag: RunOptions = {
  preload: { assets: ["media"] },
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
};

export const schemes = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  forced: { colorScheme: "light", forcedColors: "active" },
} as const;

/** Ends once nothing fades or slides in any more: half-way, words are fainter than the page draws them. What moves for ever is left out. */
async function settled(): Promise<void> {
  const passing = document.getAnimations().filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime ?? Infinity));
  await Promise.allSettled(passing.map((each) => each.finished));
}

/**
 * What WCAG 2.2 AA has against the page as it is drawn now, in a light and in a dark room, or also in the system's own colours;
 * empty when nothing. `within`: a selector, for a part that lies over the rest.
 */
export async function violationsOf(
  page: Page,
  wanted: readonly (keyof typeof schemes)[] = ["light", "dark"],
  within = "html",
): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const problems: string[] = [];
  for (const [index, scheme] of wanted.entries()) {
    await page.emulateMedia(schemes[scheme]);
    await page.evaluate(settled);
    // In its own colours the system draws words, whatever colour the page computes for them.
    const judged = colourRules.filter((rule) => scheme !== "forced" || rule !== "color-contrast");
    const options: RunOptions = index === 0 ? wcag : { ...wcag, runOnly: { type: "rule", values: judged } };
    const { violations } = await page.evaluate<AxeResults, [string, RunOptions]>(
      ([where, chosen]) => window.axe.run(where, chosen),
      [within, options],
    );
    problems.push(...violations.map(({ id, nodes }) => `${scheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`));
  }
  await page.emulateMedia(schemes.light);
  return problems;
}

/** Words of less than 7 to 1 on their ground (4.5 to 1 when large), in a light and in a dark room. */
export async function faintWords(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const problems: string[] = [];
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia(schemes[scheme]);
    await page.evaluate(settled);
    const options: RunOptions = { runOnly: { type: "rule", values: ["color-contrast-enhanced"] }, resultTypes: ["violations"] };
    const { violations } = await page.evaluate<AxeResults, RunOptions>((chosen) => window.axe.run("html", chosen), options);
    problems.push(
      ...violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${scheme}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`)),
    );
  }
  await page.emulateMedia(schemes.light);
  return problems;
}

declare global {
  // What the text above adds to the page.
  interface Window {
    axe: { run: (within: string, options: RunOptions) => Promise<AxeResults> };
  }
}

/** What is wrong with a page from a phone's width to a wide screen's. */
export async function problemsOf(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const width of [390, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    problems.push(
      ...(excess > 0 ? [`${excess} px wider than ${width}`] : []),
      ...(await violationsOf(page)).map((problem) => `${width}: ${problem}`),
    );
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return problems;
}
