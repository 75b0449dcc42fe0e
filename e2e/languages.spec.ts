import type { BrowserContext, Page } from "@playwright/test";
import pseudolocale from "pseudolocale";
import { translations } from "../src/i18n/vite-plugin.ts";
import { violationsOf } from "./accessibility.ts";
import { expect, password, test } from "./fixtures.ts";
import { excessOf, goToPage, openPage, routes, routesOutside, thingsOf } from "./routes.ts";

const catalogue = "src/i18n/en.po";

type Pieces = readonly unknown[];
/** Marks what a catalogue says: ordinary letters only stand where the page did not ask it. Tags of elements stay. */
const marked = (text: string): string =>
  text
    .split(/(<\/?\d+\/?>)/)
    .map((part) => (/^<\/?\d+\/?>$/.test(part) ? part : pseudolocale(part, { prepend: "", append: "", extend: 0, delimiter: "\u0001" })))
    .join("");
function markedPieces(pieces: Pieces): Pieces {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece === "#" ? piece : marked(piece);
    const [name, kind, forms] = piece as [string, string?, unknown?];
    if (kind !== "plural" && kind !== "select" && kind !== "selectordinal") return piece;
    return [
      name,
      kind,
      Object.fromEntries(
        Object.entries(forms as Record<string, Pieces>).map(([form, inside]) => [
          form,
          Array.isArray(inside) ? markedPieces(inside) : inside,
        ]),
      ),
    ];
  });
}

/** Gives the page, for German, the English words of every message, marked: each part of the catalogue those that it has, and no others. */
async function speakPseudo(context: BrowserContext): Promise<void> {
  const messages = Object.fromEntries(
    Object.keys(await translations(catalogue)).map((key) => {
      const source = key.slice(key.indexOf("\u0004") + 1);
      return [key, markedPieces(source.startsWith("[") ? (JSON.parse(source) as Pieces) : [source])];
    }),
  );
  await context.route(/\/assets\/de-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const [, own] = /([\w$]+) as messages\b/.exec(body) ?? [];
    if (own === undefined) throw new Error(`No messages in ${route.request().url()}`);
    await route.fulfill({
      response,
      body: `${body}\nconst marked = ${JSON.stringify(messages)};\nfor (const key in ${own}) ${own}[key] = marked[key];`,
    });
  });
  await chooseGerman(context);
}

const chooseGerman = (context: BrowserContext) => context.addInitScript(() => localStorage.setItem("reflex-language", "de"));

/** What a robot says of itself is shown as it says it; which of these was its last word before it was stopped is chance. */
const ownStates = ["idle", "running", "applying"];

/** What a person reads or hears on the page but for times: lines of text and the words of attributes. */
const saidOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest("script, style, code, pre, kbd, samp, time, [translate=no], [lang]:not(html)") !== null)
        continue;
      said.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("[translate=no], [lang]:not(html)") !== null) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"])
        said.push(element.getAttribute(name) ?? "");
    }
    return said;
  });

/** What is said on the page although the catalogue does not have it, but for dates, addresses, ids and hashes; `known` is what the test itself wrote. */
async function foreignWords(page: Page, known: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const line of await saidOn(page)) {
    const rest = known.reduce((text, word) => text.replaceAll(word, " "), line);
    if (/[a-z]{3}/i.test(rest.replaceAll(/\d\d?\. \p{L}+\.?(?: \d{4})?|\S*[@/_#:=]\S*|[\w-]{25,}|\b[\da-f]{12,}\b/gu, " ")))
      found.add(line.trim());
  }
  return [...found];
}

async function signInWithoutWords(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.locator("form button[type=submit], form button:not([type])").first().click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** What the page says past the catalogue, and what its shape loses when it is read from the right. */
async function problemsAt(page: Page, path: string, known: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const excess = await excessOf(page);
    if (excess > 0) problems.push(`${path}: ${excess} px wider than a window of ${width}, read from the right`);
    problems.push(...(await foreignWords(page, known)).map((words) => `${path}: ${words}`));
  }
  // What lies in a row that scrolls by itself can be reached.
  const overlaps = await page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible"
        ? true
        : scrolls(element.parentElement));
    return [...document.querySelectorAll("main button, main a, main input")].filter(
      (element) => element.getBoundingClientRect().right < -1 && !scrolls(element.parentElement),
    ).length;
  });
  if (overlaps > 0) problems.push(`${path}: ${overlaps} controls outside of the window, read from the right`);
  return problems;
}

test("every word of every page comes from the catalogue, and pages that read from the right keep their shape", async ({
  page,
  context,
  organization,
  runningRobot,
  isMobile,
}) => {
  test.skip(!isMobile, "Both widths are looked at in one walk.");
  // Every page there is, twice.
  test.setTimeout(240_000);
  const things = await thingsOf(organization, await runningRobot());
  await speakPseudo(context);
  const known = [
    organization.name,
    organization.email,
    organization.email.split("@")[0] ?? "",
    "Olga (admin)",
    "arm-1",
    "so101",
    "pick-and-place",
    "pi0.5",
    "red button, bench 1",
    "bench-pi",
    "gripper",
    "edge",
    ...ownStates,
    "server command",
    "Reflex Console",
    "English",
    "Deutsch",
    "UTC",
    // A unit of its schema.
    "rad",
    "JSONL",
    "CSV",
    "Parquet",
    "JSON",
    "YAML",
  ];
  const loading = new RegExp(`^${marked("Loading")}`);
  const problems: string[] = [];
  for (const path of routesOutside) {
    await openPage(page, path, loading);
    problems.push(...(await problemsAt(page, path, known)));
  }
  await signInWithoutWords(page, organization.email);
  for (const path of [...routes, ...things]) {
    await openPage(page, path, loading);
    problems.push(...(await problemsAt(page, path, known)));
  }
  // The wall by a link, with its robots.
  await openPage(page, "/settings/keys", loading);
  const screens = page.getByRole("region", { name: marked("Screens"), exact: true });
  await screens.getByLabel(marked("Name of the screen")).fill("arm-1");
  await screens.getByRole("button", { name: marked("Make a link") }).click();
  const address = await page.getByText(/\/wall#link=wall_/).innerText();
  await openPage(page, address.trim(), loading);
  await expect(page.getByRole("listitem").filter({ hasText: "arm-1" })).toBeVisible();
  problems.push(...(await problemsAt(page, "/wall by a link", known)));
  expect(problems).toEqual([]);
});

test("a person reads the console in German, on a phone too: chosen before the sign-in, with German numbers and nothing cut off", async ({
  page,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Anmelden", level: 1 })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel("E-Mail").fill(organization.email);
  await page.getByLabel("Passwort").fill(password);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByRole("heading", { name: "Flotte", level: 1 })).toBeVisible();
  const problems: string[] = [];
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  for (const path of [...routes, ...(await thingsOf(organization, robot))]) {
    await goToPage(page, path, /^\S+ (?:wird|werden) geladen/);
    for (const width of size.width < 768 ? [360, 390] : [768, 1440]) {
      await page.setViewportSize({ width, height: size.height });
      const excess = await excessOf(page);
      if (excess > 0) problems.push(`${path}: ${excess} px wider than a window of ${width}`);
    }
  }
  expect(problems).toEqual([]);
  // A day, a number and a time as they are written there, the time with its zone.
  const said = page.getByRole("definition");
  await page.goto(`/deployments/${robot.deploymentId}`);
  await expect(said.filter({ hasText: /^\d{1,2}\. \p{L}+\.? \d{4}, \d\d:\d\d:\d\d UTC$/u })).toBeVisible();
  // Back, in the settings; the page comes again at the same address.
  await page.goto("/settings");
  await page.getByLabel("Sprache").selectOption("English");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});
