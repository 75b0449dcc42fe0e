import { TOTP } from "otpauth/slim";
import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, password, signIn, test } from "./fixtures.ts";

/** What an authenticator with this key shows; `later`: half a minute ahead, which the server's slack lets pass, for a code that was not taken yet. */
const codeOf = (key: string, later = 0) => new TOTP({ secret: key }).generate({ timestamp: Date.now() + later * 30_000 });

async function givePassword(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function giveCode(page: Page, code: string): Promise<void> {
  const field = page.getByLabel("Code", { exact: true });
  await field.fill(code);
  await field.press("Enter");
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("a second factor: set up, asked of everybody, asked at sign-in, recovered, reset and turned off", async ({
  page,
  browser,
  organization,
  site,
}) => {
  const operator = await organization.addOperator("operator");
  await signIn(page, organization.email);

  // Nobody asks it of others before having one.
  await page.goto("/settings/members");
  await expect(page.getByRole("button", { name: "Ask every member for a second factor" })).toHaveAttribute("aria-disabled", "true");

  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Set up a second factor…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill("not the password");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByText("This is not your password.")).toBeVisible();
  await dialog.getByLabel("Password").fill(password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByRole("img", { name: "QR code for an authenticator" })).toBeVisible();
  const key = ((await dialog.getByTestId("second-factor-key").textContent()) ?? "").replaceAll(" ", "");
  expect(await violationsOf(page)).toEqual([]);
  expect(await fits(page)).toBe(true);
  await giveCode(page, "000 000");
  await expect(dialog.getByText("This code is wrong.")).toBeVisible();
  await giveCode(page, codeOf(key));
  await expect(dialog.getByRole("heading", { name: "Your second factor is on" })).toBeVisible();
  const recovery = await dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allTextContents();
  expect(recovery).toHaveLength(10);
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "I have stored them" }).click();
  await expect(page.getByText("10 of 10 recovery codes left.")).toBeVisible();

  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Ask every member for a second factor" }).click();
  await expect(page.getByRole("button", { name: "No longer ask every member for one" })).toBeVisible();

  // An operator without one is told on every page, and nothing acts.
  const other = await browser.newContext({ baseURL: site.url });
  const theirs = await other.newPage();
  await signIn(theirs, operator);
  await expect(theirs.getByText("Your organization asks for a second factor.")).toBeVisible();
  expect(await violationsOf(theirs)).toEqual([]);
  await theirs.goto("/settings/profile");
  await theirs.getByLabel("Name").fill("Another name");
  await theirs.getByRole("button", { name: "Save name" }).click();
  await expect(theirs.getByText("Set up a second factor first")).toBeVisible();
  await theirs.getByRole("button", { name: "Set up a second factor…" }).click();
  await theirs.getByRole("dialog").getByLabel("Password").fill(password);
  await theirs.getByRole("button", { name: "Go on" }).click();
  const theirKey = ((await theirs.getByTestId("second-factor-key").textContent()) ?? "").replaceAll(" ", "");
  await giveCode(theirs, codeOf(theirKey));
  await theirs.getByRole("button", { name: "I have stored them" }).click();
  await expect(theirs.getByRole("link", { name: "Set it up" })).toHaveCount(0);
  await theirs.getByRole("button", { name: "Save name" }).click();
  await expect(theirs.getByRole("button", { name: "Account of Another name" })).toBeVisible();

  // Lost: the admin takes it away, and the open page with it.
  await page.getByRole("row", { name: operator }).getByRole("button", { name: "Reset second factor…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset second factor" }).click();
  await expect(page.getByRole("row", { name: operator }).getByRole("button", { name: "Reset second factor…" })).toHaveCount(0);
  await expect(theirs).toHaveURL(/sign-in/);
  await other.close();

  // Signing in: the password alone does not, nor a code that was used, nor one recovery code twice.
  const again = await browser.newContext({ baseURL: site.url });
  const fresh = await again.newPage();
  await givePassword(fresh, organization.email);
  await expect(fresh.getByText("Your password is right. Now the second factor.")).toBeVisible();
  expect(await violationsOf(fresh)).toEqual([]);
  expect(await fits(fresh)).toBe(true);
  expect(await fresh.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("__convexAuthJWT")))).toEqual([]);
  await giveCode(fresh, "000000");
  await expect(fresh.getByText("This code is wrong.")).toBeVisible();
  const used = codeOf(key, 1);
  await giveCode(fresh, used);
  await expect(fresh).not.toHaveURL(/sign-in/);
  await again.close();

  const last = await browser.newContext({ baseURL: site.url });
  const lost = await last.newPage();
  await givePassword(lost, organization.email);
  await giveCode(lost, used);
  await expect(lost.getByText("This code was used already.")).toBeVisible();
  await giveCode(lost, recovery[0] ?? "");
  await expect(lost).not.toHaveURL(/sign-in/);
  await lost.goto("/settings/profile");
  await expect(lost.getByText("9 of 10 recovery codes left.")).toBeVisible();
  await lost.getByRole("button", { name: "Turn off…" }).click();
  await giveCode(lost, recovery[0] ?? "");
  await expect(lost.getByText("This code is wrong.")).toBeVisible();
  await giveCode(lost, recovery[1] ?? "");
  await expect(lost.getByText("Off, and your organization asks for one")).toBeVisible();
  await last.close();

  // An API key, which a person with a second factor made, goes on.
  expect(await organization.call("query", "whoami")).toMatchObject({ ok: true });
  await expect(
    rpc(site.url, "action", "auth:signIn", { provider: "password", params: { flow: "code", attempt: "ab".repeat(32), code: codeOf(key) } }),
  ).rejects.toThrow();
});
