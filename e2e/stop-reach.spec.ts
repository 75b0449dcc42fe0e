import type { Locator, Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { promoteButton, softwareStop, stopReport } from "./actions.ts";
import { expect, openSignedIn, signIn, so101Schema, test, type Organization } from "./fixtures.ts";

/** A dry-run session on a robot that nobody started: a stop of it is never acknowledged. */
async function sessionOf({ call }: Organization): Promise<string> {
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  const { id: robotId } = await call("mutation", "registerRobot", {
    name: "arm-1",
    robotSchemaId,
    emergencyStopLocation: "red button, bench 1",
  });
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
  return String(sessionId);
}

/** Where the keyboard is: in the dialog, at the stop, nowhere, or behind what is open. */
const whereFocusIs = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return "nowhere";
    if (at.closest('[role="dialog"]')) return "dialog";
    return at.closest('aside[aria-label="Software stop"]') ? "stop" : `behind: ${at.outerHTML.slice(0, 120)}`;
  });

/** Presses Tab until the keyboard is there; the places that it went through are returned. */
async function tabTo(page: Page, place: "stop" | "dialog", key: "Tab" | "Shift+Tab" = "Tab"): Promise<string[]> {
  const places: string[] = [];
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press(key);
    places.push(await whereFocusIs(page));
    if (places.at(-1) === place) return places;
  }
  throw new Error(`${key} never came to the ${place}: ${places.join(", ")}`);
}

/** "role: name" of everything that the browser hands to a screen reader now. */
async function heardOn(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  const { nodes } = await browser.send("Accessibility.getFullAXTree");
  await browser.detach();
  return nodes.flatMap(({ ignored, role, name }) => (ignored ? [] : [`${String(role?.value)}: ${String(name?.value ?? "")}`]));
}

const opened = [
  { what: "the promote sheet", button: "Promote…", heading: "Promote on arm-1" },
  { what: "a question", button: "Close session…", heading: "Close the session on arm-1" },
];

for (const { what, button, heading } of opened) {
  test(`while ${what} is open, the keyboard alone reaches the stop, and a screen reader hears that it is not confirmed`, async ({
    page,
    organization,
  }) => {
    const sessionId = await sessionOf(organization);
    await openSignedIn(page, organization.email, `/sessions/${sessionId}`);
    await page.getByRole("button", { name: button }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: heading });
    await expect(dialog).toBeVisible();
    await expect.poll(() => whereFocusIs(page)).toBe("dialog");
    const heard = await heardOn(page);
    expect(heard).toContain(`dialog: ${heading}`);
    expect(heard).toContainEqual(expect.stringMatching(/^button: Software stop ?: arm-1$/));
    expect(heard).not.toContainEqual(expect.stringMatching(/^(navigation|main):/));

    expect(await tabTo(page, "stop")).not.toContainEqual(expect.stringContaining("behind"));
    await page.keyboard.press("Enter");
    await expect(stopReport(page).getByRole("alert")).toContainText("red button, bench 1");
    await expect(dialog).toBeVisible();
    expect(await heardOn(page)).toContain("heading: NOT CONFIRMED");
    expect(await violationsOf(page)).toEqual([]);
    expect(await tabTo(page, "dialog")).not.toContainEqual(expect.stringContaining("behind"));
    expect(await tabTo(page, "stop", "Shift+Tab")).not.toContainEqual(expect.stringContaining("behind"));

    // "No" from wherever the keyboard is; where it was is where it stays, or where it comes back to.
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    expect(await whereFocusIs(page)).toBe("stop");
    await page.getByRole("button", { name: button }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => whereFocusIs(page)).toBe("dialog");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: button })).toBeFocused();
  });
}

test("while the palette is open, the keyboard alone reaches the stop", async ({ page, organization }) => {
  const sessionId = await sessionOf(organization);
  await openSignedIn(page, organization.email, `/sessions/${sessionId}`);
  await expect(softwareStop(page)).toContainText("arm-1");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Find" }).getByRole("combobox")).toBeFocused();
  expect(await heardOn(page)).toContainEqual(expect.stringMatching(/^button: Software stop ?: arm-1$/));
  expect(await tabTo(page, "stop")).not.toContainEqual(expect.stringContaining("behind"));
  await page.keyboard.press("Enter");
  await expect(stopReport(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(stopReport(page)).toBeVisible();
});

/** Whether something else lies over a corner of it. */
const isCovered = (part: Locator): Promise<boolean> =>
  part.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const corners = [left + 6, right - 6].flatMap((x) => [top + 6, bottom - 6].map((y) => document.elementFromPoint(x, y)));
    return !corners.every((at) => element.contains(at));
  });

test("no message lies over the stop, its report or what promotes, at any width", async ({ page, organization }, { project }) => {
  const sessionId = await sessionOf(organization);
  await signIn(page, organization.email);
  const message = page
    .locator("[data-over-dialogs]")
    .getByRole("status")
    .filter({ hasText: /not met/ });
  for (const width of project.name === "phone" ? [390] : [768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/sessions/${sessionId}`);
    await page.getByRole("button", { name: "Promote…" }).click();
    // What cannot be pressed answers with its reason; Playwright itself would wait until it can.
    await promoteButton(page).click({ force: true });
    await expect(message).toBeVisible();
    expect(await isCovered(promoteButton(page)), `what promotes, ${width} px`).toBe(false);
    expect(await isCovered(softwareStop(page)), `the stop, ${width} px`).toBe(false);
    await softwareStop(page).click();
    await expect(stopReport(page)).toBeVisible();
    await expect(message).toBeVisible();
    expect(await isCovered(stopReport(page)), `its report, ${width} px`).toBe(false);
  }
});
