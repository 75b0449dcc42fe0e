import type { Page } from "@playwright/test";
import { schemes, violationsOf } from "./accessibility.ts";
import { expect, signIn, so101Schema, test } from "./fixtures.ts";

// What a picture shows must not depend on where it is taken.
test.use({ timezoneId: "UTC", locale: "en-US" });

/** Opens a page until it is drawn in its own font: one that comes too late waits for the next page, so that no word ever changes its shape. */
async function openInItsFont(page: Page, path: string): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    const widths = await page.evaluate(() =>
      ["'Inter Variable', monospace", "monospace"].map((fontFamily) => {
        const word = document.body.appendChild(Object.assign(document.createElement("span"), { textContent: "illil" }));
        Object.assign(word.style, { fontFamily, position: "absolute" });
        const { width } = word.getBoundingClientRect();
        word.remove();
        return width;
      }),
    );
    expect(widths[0]).not.toBe(widths[1]);
  }).toPass();
}

async function openGallery(page: Page): Promise<void> {
  await openInItsFont(page, "/gallery");
  await expect(page.getByRole("heading", { name: "Gallery", level: 1 })).toBeVisible();
  await page.locator("#data .recharts-surface").first().waitFor();
}

/** Compares with the picture in e2e/pictures/; `npx playwright test design --update-snapshots` takes new ones. */
async function looksLike(
  page: Page,
  name: string,
  { part = "main", in: wanted = ["light", "dark"] as readonly (keyof typeof schemes)[] } = {},
): Promise<void> {
  for (const scheme of wanted) {
    await page.emulateMedia(schemes[scheme]);
    // What stands still while a page is scrolled is drawn into a long picture where it stood: always from the top.
    await page.evaluate(() => scrollTo(0, 0));
    const file = `${name}-${page.viewportSize()?.width}-${scheme}.png`;
    await expect.soft(page.locator(part), file).toHaveScreenshot(file, { maxDiffPixelRatio: 0.01, mask: [page.getByRole("banner")] });
  }
  await page.emulateMedia(schemes.light);
}

test("key pages look as in their pictures", async ({ page, organization }, { project }) => {
  await openInItsFont(page, "/sign-in");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await looksLike(page, "sign-in");
  await signIn(page, organization.email);
  await openInItsFont(page, "/");
  await expect(page.getByRole("heading", { name: "No robots yet" })).toBeVisible();
  await looksLike(page, "fleet-empty");
  await openInItsFont(page, "/robots/new");
  await expect(page.getByRole("heading", { name: "Register robot" })).toBeVisible();
  await expect(page.getByLabel(/^Loading/)).toHaveCount(0);
  await looksLike(page, "register-robot");
  await openGallery(page);
  // As high as the page: what stands still while a page is scrolled has one place then.
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width: size.width, height: 7_000 });
  await looksLike(page, "gallery");
  await page.setViewportSize(size);
  // Where the system draws in its own colours: what applies actions, what cannot be pressed and what is chosen are still told.
  // On a phone the stop and the bars lie over the parts.
  if (project.name === "desktop")
    for (const part of ["states", "buttons", "hold", "fields"]) await looksLike(page, part, { part: `#${part}`, in: ["forced"] });
});

/** Ids, hashes and times are others each time, and so is the axis of a run: they keep their room, and are not seen. */
const withoutWhatMoves = (page: Page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      main :is(time, code) { display: inline-block; inline-size: 7rem; block-size: 1lh; overflow: hidden; visibility: hidden; vertical-align: bottom; }
      main [aria-label="Course of the run"] .card { visibility: hidden; }
    `);
    document.adoptedStyleSheets.push(sheet);
  });

test("a session that was authorized and the receipt of one that was closed look as in their pictures", async ({ page, organization }) => {
  // As high as what is shown: nothing that stands still at the edges of a window lies over it.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 3_200 });
  const { call } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema(), robotKind: "so101" });
  const { id: robotId } = await call("mutation", "registerRobot", {
    name: "arm-1",
    robotSchemaId,
    emergencyStopLocation: "red button, bench 1",
  });
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
  const { sessionId: closed } = await call("mutation", "authorizeSession", { deploymentId });
  const { receiptId } = await call("mutation", "closeSession", { sessionId: closed, reason: "task_done" });
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
  await signIn(page, organization.email);
  await openInItsFont(page, `/sessions/${String(sessionId)}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel(/^Loading/)).toHaveCount(0);
  await withoutWhatMoves(page);
  await looksLike(page, "session");
  await openInItsFont(page, `/receipts/${String(receiptId)}`);
  await expect(page.getByRole("heading", { level: 1, name: "Receipt #1" })).toBeVisible();
  await expect(page.getByText("Hash and signature are sound")).toBeVisible();
  await withoutWhatMoves(page);
  await looksLike(page, "receipt");
});

test("every primitive is accessible in light, dark and the system's own colours, at every width", async ({ page, organization }, {
  project,
}) => {
  await signIn(page, organization.email);
  await openGallery(page);
  const problems: string[] = [];
  for (const width of project.name === "phone" ? [360] : [1440, 768, 720]) {
    await page.setViewportSize({ width, height: 900 });
    problems.push(...(await violationsOf(page, ["light", "dark", "forced"])).map((problem) => `${width}: ${problem}`));
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${width} px`).toBe(0);
  }
  expect(problems).toEqual([]);
});
