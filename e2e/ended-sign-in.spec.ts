import type { Page } from "@playwright/test";
import { createPrivateKey } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import { applyingBanner, expectStopped, promote, promoteButton, softwareStop, stopReport } from "./actions.ts";
import { rpc } from "./console.ts";
import { cuttableSocket } from "./cut-socket.ts";
import { expect, password, signIn, test, type Organization, type RunningRobot } from "./fixtures.ts";

// A sign-in that ends while an arm applies: what the page then claims of the arm, and what a person can still do.

const place = "red button, bench 1";
const onSignInPage = (page: Page) => page.getByRole("heading", { level: 1, name: "Sign in" });
/** What the sign-in page says of the arms that applied when it was last known. */
const leftMoving = (page: Page) => page.getByRole("alert").filter({ hasText: "may still move" });

/** As somebody does who lost a device: every other browser of the person is signed out. */
async function endElsewhere(page: Page, organization: Organization, url: string): Promise<void> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("no browser");
  const elsewhere = await (await browser.newContext({ baseURL: url })).newPage();
  await signIn(elsewhere, organization.email);
  await elsewhere.goto("/settings/profile");
  await elsewhere.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(elsewhere.getByText(/^Signed out 1 other browser/)).toBeVisible();
  await elsewhere.context().close();
}

/** On the sign-in page that this page was led to, back to where it was. */
async function signInAgain(page: Page, organization: Organization): Promise<void> {
  await page.getByLabel("E-mail").fill(organization.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** In front of the session of an arm that applies. */
async function applying(page: Page, { email }: Organization, robot: RunningRobot): Promise<RunningRobot> {
  await signIn(page, email);
  await page.goto(`/sessions/${robot.sessionId}`);
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);
  return robot;
}

const tokenOf = (page: Page): Promise<string> =>
  page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("__convexAuthJWT_"))?.[1] ?? "");

test.skip(({ isMobile }) => isMobile, "The same at every width.");

test("a sign-in ended elsewhere while an arm applies: the page says what may still move and where its emergency stop is, promotes nothing, and stops after a new sign-in", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const robot = await applying(page, organization, await runningRobot());
  const kept = await tokenOf(page);
  await endElsewhere(page, organization, site.url);
  await expect(onSignInPage(page)).toBeVisible();
  // The sign-in is over, the run is not: nobody may take the quiet page for a quiet arm.
  await expect(leftMoving(page)).toContainText(robot.name);
  await expect(leftMoving(page)).toContainText(place);
  await expect(applyingBanner(page)).toBeHidden();
  await expect(softwareStop(page)).toBeHidden();
  await expect(promoteButton(page)).toBeHidden();
  // Nor does a copy of its token promote or extend anything.
  const authorization = `Bearer ${kept}`;
  await expect(rpc(site.url, "mutation", "sessions:requestIntent", { id: robot.sessionId }, { authorization })).rejects.toThrow(
    "unauthenticated",
  );
  await expect(
    rpc(site.url, "mutation", "sessions:extendBudget", { id: robot.sessionId, budgetSeconds: 60, version: 3 }, { authorization }),
  ).rejects.toThrow("unauthenticated");

  await signInAgain(page, organization);
  await expect(applyingBanner(page)).toBeVisible();
  await expect(leftMoving(page)).toBeHidden();
  await softwareStop(page).click();
  await robot.process.says(/software stop/);
  await expectStopped(page);
});

test("a stop pressed after the sign-in ended unheard is NOT CONFIRMED with the place, stays in sight on the sign-in page, and arrives after a new sign-in", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const socket = await cuttableSocket(page);
  const robot = await applying(page, organization, await runningRobot());
  await socket.cut();
  await endElsewhere(page, organization, site.url);
  await softwareStop(page).click();
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible();
  await expect(stopReport(page)).toContainText(place);
  await expect(stopReport(page)).toContainText("your sign-in has ended");
  socket.mend();
  await expect(onSignInPage(page)).toBeVisible({ timeout: 45_000 });
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible();
  await expect(stopReport(page)).toContainText(place);
  expect(robot.process.output()).not.toContain("software stop");
  await signInAgain(page, organization);
  // Nobody presses again: what was asked for is still being asked for.
  await robot.process.says(/software stop/);
  await expectStopped(page);
});

test("a sign-in that runs out while an arm applies: the page is left, and says what may still move", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const robot = await applying(page, organization, await runningRobot());
  // PEM in one line, as it is kept for an environment variable.
  const pem = site.tokenKey.replace(/(?<=-----) | (?=-----)/g, "\n");
  const { exp: _, ...claims } = decodeJwt(await tokenOf(page));
  const short = await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).setExpirationTime("30 seconds").sign(createPrivateKey(pem));
  const kept = await page.evaluate((token) => {
    const nameOf = (what: string) => Object.keys(localStorage).find((name) => name.startsWith(`__convexAuth${what}_`)) ?? "";
    localStorage.setItem(nameOf("JWT"), token);
    return localStorage.getItem(nameOf("RefreshToken"));
  }, short);
  // What this browser would get another token for was used already, and so was what came of it: ten seconds later it is good for nothing.
  const refresh = async (refreshToken: string | null): Promise<string> => {
    const { tokens } = (await rpc(site.url, "action", "auth:signIn", { refreshToken })) as { tokens: { refreshToken: string } };
    return tokens.refreshToken;
  };
  await refresh(await refresh(kept));
  await page.reload();
  await expect(applyingBanner(page)).toBeVisible();
  await expect(onSignInPage(page)).toBeVisible({ timeout: 45_000 });
  await expect(leftMoving(page)).toContainText(robot.name);
  await expect(leftMoving(page)).toContainText(place);
  expect(robot.process.output()).not.toContain("software stop");
  await signInAgain(page, organization);
  await softwareStop(page).click();
  await expectStopped(page);
});
