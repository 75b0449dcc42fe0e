import { kill } from "node:process";
import type { Browser, BrowserContext, Page, Request } from "@playwright/test";

import type { Id } from "#convex/_generated/dataModel.js";

import { sharedMs } from "./black-box.ts";
import type { Claim } from "./evidence.ts";
import { nameOfToken, type SignIn } from "./sign-in.ts";
import { email, password } from "./template.ts";
import { type Bounds, Operator } from "./operator.ts";
import { renderersOf } from "./page-processes.ts";
import { argsOf, stopToldBy, toldBy } from "./page-requests.ts";
import { samplePage } from "./page-sample.ts";
import { Starvation } from "./starvation.ts";
import { until, wait } from "./waiting.ts";

type SessionId = Id<"sessions">;

/** How long a page may take to show a session, or to offer what is to be pressed, ms. */
const patienceMs = 5_000;
/** A finger that nothing answers is lifted after this, ms. */
const longestHoldMs = 6_000;
/** How long a page may take to the sign-in page, and back, ms. */
const longestSignInMs = 15_000;

/** What a sample of a page says of it. */
type Seen = Pick<Claim, "sessionId" | "mode" | "isOld" | "stop" | "warns">;

/**
 * An operator with a browser: the built dashboard in Chromium. What it asks is read from its requests, what it claims from
 * the page itself. Demotes and closes are those of `Operator`, by the same way.
 */
export class PageOperator extends Operator {
  readonly claims: Claim[] = [];
  readonly starvation: Starvation;
  #renderersNow: readonly number[] = [];
  readonly #context: BrowserContext;
  #page: Page;
  readonly #url: string;
  /** Takes the first promote that leaves after a press; what leaves without one is no deed, and the observer counts it. */
  #pressed: ((request: Request) => void) | null = null;
  /** A person has one mouse: while it rests on a promote, no other page is opened and no other promote begun. */
  #isHolding = false;
  /** Its page was killed and is not open again. */
  #isGone = false;

  private constructor(who: string, url: string, signIn: SignIn, context: BrowserContext, page: Page) {
    super(who, url, signIn);
    this.starvation = new Starvation({ by: "page", who }, () => this.#renderersNow);
    this.#url = url;
    this.#context = context;
    this.#page = page;
  }

  static async open(browser: Browser, who: string, url: string, signIn: SignIn): Promise<PageOperator> {
    const context = await browser.newContext({
      serviceWorkers: "block",
      locale: "en-GB",
      viewport: { width: 1440, height: 900 },
      storageState: { cookies: [], origins: [{ origin: url, localStorage: [{ name: nameOfToken(url), value: signIn.token }] }] },
    });
    const page = await context.newPage();
    const operator = new PageOperator(who, url, signIn, context, page);
    await operator.#attend(page);
    return operator;
  }

  /** Notes what a page asks and claims from its first moment on. */
  async #attend(page: Page): Promise<void> {
    await page.exposeFunction("tellClaim", (at: number, claim: Seen) => this.#claim(at, claim));
    await page.addInitScript(samplePage);
    page.on("request", (request) => this.#noteRequest(request));
    page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
  }

  /** Kills the process of the page, whatever it is at, and opens the session again later. Every page of this browser dies, so it is one of its own. */
  async killPage(sessionId: string, forMs: number): Promise<void> {
    const renderers = await renderersOf(this.#context);
    this.#isGone = true;
    const gone = this.#page.waitForEvent("crash");
    for (const id of renderers) kill(id, "SIGKILL");
    await gone;
    // What is not there any more claims nothing.
    const last = this.claims.at(-1);
    if (last?.until === Infinity) last.until = Date.now();
    await this.#page.close().catch(() => undefined);
    await wait(forMs);
    this.#page = await this.#context.newPage();
    await this.#attend(this.#page);
    await this.show(sessionId);
    this.#isGone = false;
  }

  /** By the form on the page that the dashboard leads to; a page that never comes to it fails the run. */
  override async signInAgain(): Promise<void> {
    const page = this.#page;
    await page.getByLabel("E-mail").fill(email, { timeout: longestSignInMs });
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((address) => address.pathname !== "/sign-in", { timeout: longestSignInMs });
    this.signIn.take(await page.evaluate((name) => localStorage.getItem(name) ?? "", nameOfToken(this.#url)));
  }

  get #isSignedOut(): boolean {
    return new URL(this.#page.url()).pathname === "/sign-in";
  }

  /** Opens a session's page; resolves to whether it is shown. */
  async show(sessionId: string, withinMs = patienceMs): Promise<boolean> {
    const address = `${this.#url}/sessions/${sessionId}`;
    try {
      if (this.#page.url() !== address) await this.#page.goto(address, { waitUntil: "commit", timeout: withinMs });
      await this.#page.getByRole("status", { name: "Mode" }).waitFor({ timeout: withinMs });
      // A page that comes from elsewhere may be in another process than before.
      this.#renderersNow = await renderersOf(this.#context);
      return true;
    } catch {
      return false;
    }
  }

  override async promote(sessionId: string, { budgetSeconds }: Bounds): Promise<void> {
    if (this.#isHolding || this.#isGone || this.#isSignedOut) return;
    this.#isHolding = true;
    try {
      if (await this.show(sessionId)) await this.#pressPromote(budgetSeconds);
    } finally {
      this.#isHolding = false;
    }
  }

  async #pressPromote(budgetSeconds: number): Promise<void> {
    const pressedAt = sharedMs();
    let noted: Promise<unknown> = Promise.resolve();
    this.#pressed = (request) => void (noted = this.#notePromote(request, pressedAt, budgetSeconds));
    // What keeps the page from being pressed is as good as no press.
    await this.#holdPromote().catch(() => undefined);
    this.#pressed = null;
    await noted;
  }

  async #notePromote(request: Request, pressedAt: number, budgetSeconds: number): Promise<void> {
    const { id, version } = argsOf(request);
    const told = await toldBy(request);
    this.deeds.push({
      who: this.who,
      sessionId: id,
      pressedAt,
      toldAt: sharedMs(),
      kind: "promote",
      seenVersion: version,
      bounds: { budgetSeconds, actions: null },
      ...told,
    });
  }

  override async stop(sessionId: SessionId): Promise<void> {
    // Its request may be on the way before a busy browser says that the click is done.
    const pressedAt = sharedMs();
    const isPressed =
      !this.#isHolding && !this.#isGone && !this.#isSignedOut && (await this.show(sessionId, 1_000)) && (await this.#pressStop());
    // Whose page is not there, or whose hand is full, takes another way.
    if (!isPressed) return super.stop(sessionId);
    this.deeds.push({ who: this.who, sessionId, pressedAt, toldAt: sharedMs(), kind: "stopPressed" });
  }

  override async haveStopsLanded(): Promise<void> {
    await super.haveStopsLanded();
    for (const { kind, sessionId, pressedAt } of this.deeds) {
      if (kind !== "stopPressed") continue;
      if (
        !this.deeds.some(
          (deed) => deed.kind === "stop" && deed.sessionId === sessionId && deed.toldAt >= pressedAt && deed.facts.acceptedAt !== null,
        )
      )
        throw new Error(`${sessionId}: not accepted`);
    }
  }

  override leave(): void {
    super.leave();
    const last = this.claims.at(-1);
    if (last?.until === Infinity) last.until = Date.now();
    this.starvation.end();
    void this.#context.close().catch(() => undefined);
  }

  /** Opens the sheet and rests the mouse on its button, until something is said or for longer than it asks for. */
  async #holdPromote(): Promise<void> {
    const page = this.#page;
    const dialog = page.getByRole("dialog");
    if (!(await dialog.isVisible())) await page.getByRole("button", { name: "Promote…" }).click({ timeout: patienceMs });
    const button = dialog.getByRole("button", { name: /it will move/, disabled: false });
    await button.scrollIntoViewIfNeeded({ timeout: patienceMs });
    const box = await button.boundingBox({ timeout: patienceMs });
    if (box === null) return;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    try {
      await page.getByText("APPLYING ACTIONS").or(dialog.getByRole("alert")).first().waitFor({ timeout: longestHoldMs });
    } finally {
      await page.mouse.up();
      await page.keyboard.press("Escape");
    }
  }

  async #pressStop(): Promise<boolean> {
    return this.#page
      .getByRole("button", { name: /^Software stop/ })
      .click({ timeout: 1_000 })
      .then(
        () => true,
        () => false,
      );
  }

  #noteRequest(request: Request): void {
    if (request.method() !== "POST") return;
    if (request.postData()?.includes('"sessions:promote"') === true) {
      this.#pressed?.(request);
      this.#pressed = null;
    }
    if (request.url().endsWith("/http/stop")) void this.#noteStop(request);
  }

  async #noteStop(request: Request): Promise<void> {
    const pressedAt = sharedMs();
    const { sessionId } = JSON.parse(request.postData() ?? "{}") as { sessionId: string };
    const facts = await stopToldBy(request);
    if (facts === null) return;
    this.deeds.push({ who: this.who, sessionId, pressedAt, toldAt: sharedMs(), kind: "stop", facts });
  }

  #claim(at: number, claim: Seen): void {
    const last = this.claims.at(-1);
    if (last !== undefined) last.until = at;
    this.claims.push({ who: this.who, by: "page", at, until: Infinity, ...claim });
  }
}

/** For a world that waits for the first drawing of a page. */
export const untilShown = (operator: PageOperator, sessionId: string): Promise<void> =>
  until(
    async () => {
      if (!(await operator.show(sessionId))) throw new Error("no page");
    },
    60_000,
    `${operator.who} sees its session`,
  );
