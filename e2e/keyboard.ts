import { expect, type Locator, type Page } from "@playwright/test";

declare global {
  interface Window {
    heard: string[];
  }
}

/** From the next page on, keeps what its live regions say: what a screen reader tells without being asked. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.heard = [];
    const live = "[aria-live=polite],[aria-live=assertive],[role=status],[role=alert]";
    const note = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement;
      const inside = node instanceof Element ? [...node.querySelectorAll(live)] : [];
      for (const region of [element?.closest(live), ...inside]) {
        const text = region?.textContent.trim() ?? "";
        if (text !== "" && window.heard.at(-1) !== text) window.heard.push(text);
      }
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        note(target);
        for (const added of addedNodes) note(added);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** A live region of this page has said it. */
export const expectHeard = (page: Page, said: RegExp) => expect.poll(() => page.evaluate(() => window.heard.join("\n"))).toMatch(said);

type Place = { name: string; isNowhere: boolean; isHidden: boolean; isMarked: boolean };

/** Where the keyboard is, whether one sees it there, and whether a screen reader has a name for it. */
const focused = (page: Page): Promise<Place> =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return { name: "nowhere", isNowhere: true, isHidden: false, isMarked: true };
    const { width, height, top, bottom } = at.getBoundingClientRect();
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    return {
      name: at.outerHTML.slice(0, 140),
      isNowhere: false,
      isHidden: width === 0 || height === 0 || bottom <= 0 || top >= innerHeight,
      isMarked: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
    };
  });

/** Presses Tab until the keyboard is there, and holds each stop on the way to being seen and marked. */
export async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  const passed: string[] = [];
  for (let presses = 0; presses < 90; presses += 1) {
    await page.keyboard.press(key);
    const place = await focused(page);
    passed.push(place.name);
    if (!place.isNowhere) expect(place, "where the keyboard is, it is seen").toEqual({ ...place, isHidden: false, isMarked: true });
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} never came there:\n${passed.join("\n")}`);
}

/** What can be pressed or filled in there and is never reached by Tab; each stop is seen and marked. Of radio buttons one is, and the arrows go on. */
export async function notReached(page: Page, within = "main"): Promise<string[]> {
  await page.locator(within).focus();
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press("Tab");
    const isInside = await page.evaluate((place) => {
      const at = document.activeElement;
      at?.setAttribute("data-reached", at instanceof HTMLInputElement && at.type === "radio" ? at.name : "");
      return at?.closest(place) !== null;
    }, within);
    if (!isInside) break;
    const place = await focused(page);
    expect(place, "where the keyboard is, it is seen").toEqual({ ...place, isHidden: false, isMarked: true });
  }
  return page.locator(`${within} :is(a[href], button, input, select, textarea, summary)`).evaluateAll((controls) => {
    const groups = new Set(controls.flatMap((control) => control.getAttribute("data-reached") ?? []));
    return controls
      .filter(
        (control) =>
          control.checkVisibility() &&
          !control.matches(":disabled, [data-reached]") &&
          !(control instanceof HTMLInputElement && control.type === "radio" && groups.has(control.name)),
      )
      .map(({ outerHTML }) => outerHTML.slice(0, 140));
  });
}

export async function pressAt(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Types into a field; a list is chosen from by its first letters. */
export async function typeAt(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}
