import { expect, type Page } from "@playwright/test";
import { pageTable } from "../src/page-table.ts";
import type { Organization, RunningRobot } from "./fixtures.ts";

const { outside, inside, settings } = pageTable;
/** One address of each page; the gallery has a test of its own. */
const addresses = [...new Map(Object.entries({ ...settings, ...inside }).map(([address, file]) => [file, address])).values()].filter(
  (address) => address !== "/gallery",
);
const isOfOneThing = (address: string): boolean => address.includes(":");

/** Every page that needs no thing of its own to be there. A page of the console that is in no list here is in no walk, so all come from its own table. */
export const routes = addresses.filter((address) => !isOfOneThing(address));

/** Every page that is there before somebody signs in. */
export const routesOutside = Object.keys(outside);

/** The pages of one robot, deployment, session and so on, in an organization in which everything was done once. The robot reports no longer. */
export async function thingsOf(
  { call }: Organization,
  { robotId, robotSchemaId, deploymentId, sessionId: first, process }: RunningRobot,
): Promise<string[]> {
  await call("mutation", "closeSession", { sessionId: first, reason: "task_done" });
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
  const { receipts } = await call("query", "listReceipts");
  const ids: Record<string, unknown> = {
    robotId,
    robotSchemaId,
    deploymentId,
    sessionId,
    receiptId: (receipts as { id: string }[])[0]?.id,
  };
  // What it reported stays on the pages; a page that still draws every heartbeat leaves a small machine no time to be looked at.
  await process.stop();
  const idNamed = (name: string): string => {
    if (typeof ids[name] === "string") return ids[name];
    throw new Error(`No ${name} to open its page by`);
  };
  return addresses.filter(isOfOneThing).map((address) => address.replaceAll(/:(\w+)/g, (_, name: string) => idNamed(name)));
}

/** Loads a page anew and waits until it is loaded: a heading, no skeleton, no error page. `loading` is how a skeleton is labelled. */
export async function openPage(page: Page, path: string, loading = /^Loading/): Promise<void> {
  await page.goto(path);
  // Another language than English comes with the code; until then the frame stands without its words.
  await expect(page.locator("#root:not([lang])")).toBeAttached();
  await isLoaded(page, loading);
}

/** Goes to a page as a press on a link does, without loading the console again, and waits as `openPage` does. */
export async function goToPage(page: Page, path: string, loading = /^Loading/): Promise<void> {
  if (new URL(page.url()).protocol === "about:") return await openPage(page, path, loading);
  // By way of an address without a page: a page that shares its frame with the one before keeps the heading.
  for (const address of ["/no-such-page", path]) {
    await page.evaluate((to) => {
      document.querySelector("h1")?.setAttribute("data-left", "");
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, address);
    await expect(page.locator("h1[data-left]")).toHaveCount(0);
  }
  await isLoaded(page, loading);
}

async function isLoaded(page: Page, loading: RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel(loading)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: /went wrong|not found|gibt es nicht|page broke|Seite ist ausgefallen/i })).toHaveCount(0);
}

/** By how much the page is wider than its window once its charts have taken their new width, px. */
export const excessOf = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(done));
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
