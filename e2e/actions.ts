import { expect, type Locator, type Page } from "@playwright/test";

// Small locator functions, by role and label only: what an operator sees and what a screen reader says.

export const promoteButton = (page: Page): Locator => page.getByRole("dialog").getByRole("button", { name: /it will move/ });
export const softwareStop = (page: Page): Locator => page.getByRole("button", { name: /^Software stop/ });
export const stopReport = (page: Page): Locator => page.getByRole("region", { name: /^Software stop of/ });
export const applyingBanner = (page: Page): Locator => page.getByText("APPLYING ACTIONS").first();

/** Rests a finger on a control until something is seen to have happened, or for longer than the control asks for. */
export async function hold(page: Page, target: Locator, until?: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error("Nothing to hold.");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  try {
    // A busy page counts a hold more slowly, as a person sees on its filling bar: the finger stays until it is full.
    if (until) await expect(until).toBeVisible({ timeout: 30_000 });
    // Here the hold itself is the wait: nothing may come of it.
    else await new Promise((done) => setTimeout(done, 3_000));
  } finally {
    await page.mouse.up();
  }
}

/**
 * A touch that ends before the hold is over. Both ends are made inside the page: a busy machine may take seconds to pass on
 * the release of a real mouse, which is then a long press, while two timers of one page always fire in their order.
 */
export async function shortPress(target: Locator, ms = 400): Promise<void> {
  await expect(target).toBeEnabled();
  await target.evaluate(async (element, wait) => {
    const pointer = { bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, button: 0, pointerType: "touch" };
    element.dispatchEvent(new PointerEvent("pointerdown", pointer));
    await new Promise((done) => setTimeout(done, wait));
    element.dispatchEvent(new PointerEvent("pointerup", pointer));
    element.dispatchEvent(new PointerEvent("click", pointer));
  }, ms);
}

/**
 * Lets the page's own clock stand (`page.clock.install()` comes before the page): from here on its time passes by `page.clock.runFor` alone,
 * so that what it says after so many seconds does not hang on how fast the machine is, and waiting for it adds none.
 */
export async function standClockStill(page: Page): Promise<void> {
  // It can only be set ahead, and a busy machine may be seconds late with the order. What falls due in between happens once.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000);
}

/** Opens the sheet and waits until every condition of a promotion is met. */
export async function openReadyPromote(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Promote…" }).click();
  await expect(page.getByRole("dialog").getByText("Every condition is met.")).toBeVisible({ timeout: 45_000 });
  await expect(promoteButton(page)).toBeEnabled();
}

/** From a dry run to a moving arm, as a person does it. */
export async function promote(page: Page): Promise<void> {
  await openReadyPromote(page);
  await hold(page, promoteButton(page), applyingBanner(page));
}

/** Every fact of the stop has come true. */
export async function expectStopped(page: Page): Promise<void> {
  await expect(stopReport(page).getByRole("heading", { name: "Stopped: the robot reports no motion" })).toBeVisible();
  for (const fact of ["Sent", "Accepted by the server", "Acknowledged by the robot", "Motion reported zero"]) {
    await expect(stopReport(page).getByRole("listitem").filter({ hasText: fact })).not.toContainText("not yet");
  }
}

/** The report of a stop that was acknowledged lies over the page until a person has read it and puts it away. */
export async function putStopReportAway(page: Page): Promise<void> {
  await stopReport(page).getByRole("button", { name: "Put this report away" }).click();
  await expect(stopReport(page)).toBeHidden();
}

/** Chooses the option whose text contains `text`; option labels carry versions and states that a test does not care for. */
export async function choose(select: Locator, text: string): Promise<void> {
  const value = await select.getByRole("option").filter({ hasText: text }).first().getAttribute("value");
  await select.selectOption(value);
}
