/** The list of receipts as a person has it before them: opened, filtered and scrolled, timed by the page's own clock. */
import type { CDPSession, Page } from "@playwright/test";

/** What is done to a list of which nothing is filtered: each round takes the next value, so that no answer is known already. Without values, the choices that there are. */
export type Filter =
  | { readonly kind: "select"; readonly label: string; readonly values?: readonly string[] }
  | { readonly kind: "text"; readonly label: string; readonly values: readonly string[] }
  | { readonly kind: "brush"; readonly bars: number };

/** Ms since the navigation. */
export interface Opened {
  readonly painted: number;
  readonly rows: number;
  readonly complete: number;
}

/** Ms since the event, until the frame after the one that drew it; what the page says of the rows. */
export interface Changed {
  readonly rows: number;
  readonly count: number;
  readonly said: string;
}

/** Runs in the page before its own code: notes when the list first stands there, and times what changes it. */
function observe(): void {
  const table = () => document.querySelector('table[aria-label="Receipts"]');
  const said = () => document.querySelector('p[role="status"].tabular')?.textContent ?? "";
  const isEmpty = () => [...document.querySelectorAll("main h2, main p")].some(({ textContent }) => textContent === "No receipts match");
  const opened = { rows: 0, complete: 0 };
  const isUnfiltered = () =>
    /receipts? read; scroll|all of them/.test(said()) && (table()?.querySelectorAll("tbody tr[data-index]").length ?? 0) > 3;
  const look = () => {
    const now = performance.now();
    if (opened.rows === 0 && (table()?.querySelectorAll("tbody tr[data-index]").length ?? 0) > 3) opened.rows = now;
    if (opened.rows > 0 && isUnfiltered() && document.querySelector('[role="slider"]') !== null) opened.complete = now;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  /** From the next event of this type until what it filtered is drawn. */
  const time = (type: string) =>
    new Promise<Changed>((resolve, reject) => {
      addEventListener(
        type,
        ({ timeStamp }) => {
          let rows = 0;
          const each = (now: number) => {
            const words = said();
            // Looking: the rows of the last filter stand there, pale.
            const isDrawn = isEmpty() || (/match/.test(words) && table()?.classList.contains("opacity-60") !== true);
            if (isDrawn && rows === 0) rows = now - timeStamp;
            if (isDrawn && (isEmpty() || /\d receipts? match(?:es)?[,.]/.test(words)))
              resolve({ rows, count: now - timeStamp, said: isEmpty() ? "none" : words });
            else if (now - timeStamp > 20_000) reject(new Error(`Nothing changed: ${words}`));
            else requestAnimationFrame(each);
          };
          requestAnimationFrame(each);
        },
        { capture: true, once: true },
      );
    });
  const scrollOn = () =>
    new Promise<number>((resolve) => {
      const readIn = () => Number(/^([\d,]+) of/.exec(said())?.[1]?.replaceAll(",", ""));
      const before = readIn();
      const begun = performance.now();
      scrollTo(0, document.documentElement.scrollHeight);
      const each = (now: number) => (readIn() > before ? resolve(now - begun) : requestAnimationFrame(each));
      requestAnimationFrame(each);
    });
  globalThis.benchList = { opened, isUnfiltered, time, scrollOn };
}

declare global {
  /** In the page; undefined before it is opened. */
  var benchList: {
    opened: { rows: number; complete: number };
    isUnfiltered: () => boolean;
    time: (type: string) => Promise<Changed>;
    scrollOn: () => Promise<number>;
  };
}

export class ListPage {
  readonly page: Page;
  readonly url: string;
  readonly #cdp: CDPSession;

  private constructor(page: Page, url: string, cdp: CDPSession) {
    this.page = page;
    this.url = url;
    this.#cdp = cdp;
  }

  static async on(page: Page, url: string): Promise<ListPage> {
    await page.addInitScript(observe);
    return new ListPage(page, `${url}/receipts`, await page.context().newCDPSession(page));
  }

  /** Opens the list in the tab; `isCold`: with nothing cached of an earlier visit. */
  async open(isCold: boolean): Promise<Opened> {
    await this.#cdp.send("Network.enable");
    await this.#cdp.send("Network.setBypassServiceWorker", { bypass: isCold });
    await this.#cdp.send("Network.setCacheDisabled", { cacheDisabled: isCold });
    await this.page.goto("about:blank");
    await this.page.goto(this.url);
    await this.page.waitForFunction(() => globalThis.benchList.opened.complete > 0, undefined, { polling: 50, timeout: 30_000 });
    return await this.page.evaluate(() => ({
      ...globalThis.benchList.opened,
      painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    }));
  }

  /** Filters the whole list, and takes it back. */
  async change(filter: Filter, round: number): Promise<Changed> {
    const changed = await this.#act(filter, round);
    await this.page.getByRole("button", { name: "Clear filters" }).first().click();
    await this.page.mouse.move(700, 880);
    await this.page.waitForFunction(() => globalThis.benchList.isUnfiltered(), undefined, { polling: 50 });
    return changed;
  }

  async #act(filter: Filter, round: number): Promise<Changed> {
    if (filter.kind === "brush") return await this.#brush(filter.bars, round);
    const values = filter.values ?? (await this.#choicesOf(filter.label));
    const value = values[round % values.length] ?? "";
    const field =
      filter.kind === "text"
        ? this.page.getByRole("searchbox", { name: filter.label })
        : this.page.getByLabel(filter.label, { exact: true });
    return await field.evaluate((element, wanted) => {
      const isSelect = element instanceof HTMLSelectElement;
      const [type, prototype] = isSelect
        ? (["change", HTMLSelectElement.prototype] as const)
        : (["input", HTMLInputElement.prototype] as const);
      const done = globalThis.benchList.time(type);
      Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(element, wanted);
      element.dispatchEvent(new Event(type, { bubbles: true }));
      return done;
    }, value);
  }

  /** Some of the choices of a select, spread over all of them, without the one that filters nothing. */
  async #choicesOf(label: string): Promise<string[]> {
    const values = await this.page
      .getByLabel(label, { exact: true })
      .evaluate((select) => [...(select as HTMLSelectElement).options].map(({ value }) => value).filter((value) => value !== ""));
    const step = Math.max(1, Math.floor(values.length / 8));
    return values.filter((_, at) => at % step === 0).slice(0, 8);
  }

  /** Drags over some bars of the receipts over time, others in each round, and times from letting go. */
  async #brush(bars: number, round: number): Promise<Changed> {
    const slider = this.page.getByRole("slider", { name: "Days shown" });
    const box = await slider.boundingBox();
    const count = await slider.locator("> span").count();
    if (box === null || count === 0) throw new Error("There are no bars.");
    const at = (bar: number) => box.x + ((Math.min(bar, count - 1) + 0.5) / count) * box.width;
    const from = (3 + round * 5) % Math.max(1, count - bars);
    const done = this.page.evaluate(() => globalThis.benchList.time("pointerup"));
    await this.page.mouse.move(at(from), box.y + box.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(at(from + bars - 1), box.y + box.height / 2, { steps: 4 });
    await this.page.mouse.up();
    return await done;
  }

  /** To the end of the rows that are read; until more are. */
  scrollOn(): Promise<number> {
    return this.page.evaluate(() => globalThis.benchList.scrollOn());
  }
}
