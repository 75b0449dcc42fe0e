import type { CDPSession, Page } from "@playwright/test";
import { TOTP } from "otpauth/slim";
import { violationsOf } from "./accessibility.ts";
import { startConsole } from "./console.ts";
import { expect, password, signIn, test } from "./fixtures.ts";

declare global {
  interface Window {
    touchDevice: () => Promise<void>;
  }
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const byPasskey = (page: Page) => page.getByRole("button", { name: "Sign in with a passkey" });
const signOut = async (page: Page) => {
  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await expect(page).toHaveURL(/sign-in/);
};

/** A device with finger or PIN. `saysYes`: by itself, to whatever asks; also to what the browser would list below the field of the e-mail address. */
async function addDevice(cdp: CDPSession, saysYes = true): Promise<string> {
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: saysYes,
  } as const;
  return (await cdp.send("WebAuthn.addVirtualAuthenticator", { options })).authenticatorId;
}

test("passkeys: added with password and code, signing in alone, refused where copied or removed", async ({ browser }, testInfo) => {
  test.setTimeout(180_000);
  const site = await startConsole({}, "localhost");
  const viewport = testInfo.project.use.viewport ?? null;
  const context = await browser.newContext({ baseURL: site.url, viewport });
  const page = await context.newPage();
  try {
    expect(new URL(site.url).hostname).toBe("localhost");
    const ann = "ann@lab.example";
    await site.run("action", "setup:createOperator", { email: ann, password, name: "Ann", role: "admin", organizationName: "Lab" });
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    let device = await addDevice(cdp);
    /** Without a list to choose from, the browser of the tests takes the passkey itself as soon as the device says yes. */
    const says = (yes: boolean) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: device, enabled: yes });
    // Somebody touches the device when a press asks for it: not before, when what is offered in the field would be taken instead, and not after, which the device does not see.
    await context.exposeFunction("touchDevice", () => says(true));
    await context.addInitScript(() => {
      const { credentials } = navigator;
      const get = credentials.get.bind(credentials);
      credentials.get = async (options) => {
        if (options?.mediation !== "conditional") await window.touchDevice();
        return await get(options);
      };
    });
    const press = () => byPasskey(page).click();

    // Nobody here has one yet.
    await page.goto("/sign-in");
    await expect(byPasskey(page)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);

    await signIn(page, ann);
    await page.goto("/settings/profile");
    const section = page.getByRole("region", { name: "Passkeys" });
    await section.getByRole("button", { name: "Add a passkey…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Laptop");
    await dialog.getByLabel("Password").fill("not the password");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(dialog.getByText("This is not your password.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    const list = section.getByRole("list", { name: "Your passkeys" });
    await expect(list.getByText("Laptop")).toBeVisible();
    await expect(list.getByText(/not used yet/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId: device });
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);

    // The same device makes no second; what stands in place of password and code is the one that it has.
    await section.getByRole("button", { name: "Add a passkey…" }).click();
    await dialog.getByLabel("Name").fill("Laptop again");
    await dialog.getByRole("button", { name: "Show a passkey that you have" }).click();
    await expect(dialog.getByLabel("Password")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(dialog.getByText("This device has a passkey of yours for this console already.")).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).click();

    // With a second factor and an organization that asks for one, the passkey alone is enough.
    await page.getByRole("button", { name: "Set up a second factor…" }).click();
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    const key = ((await dialog.getByTestId("second-factor-key").textContent()) ?? "").replaceAll(" ", "");
    await dialog.getByLabel("Code", { exact: true }).fill(new TOTP({ secret: key }).generate());
    await dialog.getByLabel("Code", { exact: true }).press("Enter");
    await dialog.getByRole("button", { name: "I have stored them" }).click();
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Ask every member for a second factor" }).click();
    await expect(page.getByRole("button", { name: "No longer ask every member for one" })).toBeVisible();
    const invite = page.getByRole("region", { name: "Invite someone" });
    await invite.getByLabel("E-mail").fill("bob@lab.example");
    await invite.getByRole("button", { name: "Make invitation" }).click();
    const forBob = new URL((await invite.getByText(/\/invite#token=/).textContent()) ?? "").hash;
    await says(false);
    await signOut(page);
    await page.goto("/sign-in?returnTo=%2Faudit");
    await expect(page.getByLabel("E-mail")).toHaveAttribute("autocomplete", "username webauthn");
    await press();
    await expect(page).toHaveURL(`${site.url}/audit`);
    await says(false);
    await expect(page.getByText("Account: sign in", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("Account: add passkey", { exact: true })).toBeVisible();
    await page.goto("/settings/profile");
    await expect(list.getByText(/last used/)).toBeVisible();

    // Chosen where the browser completes the address: nothing is pressed.
    await signOut(page);
    await says(true);
    await page.goto("/sign-in?returnTo=%2Faudit");
    await expect(page).toHaveURL(`${site.url}/audit`);
    await says(false);

    // Nobody confirms: it stays a sign-in page, and the password does as before.
    await signOut(page);
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId: device, isUserVerified: false });
    await press();
    await expect(page.getByText(/Nothing came of it/)).toBeVisible({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId: device, isUserVerified: true });

    // A copy of the key whose counter lags behind the original's.
    const [copied] = (await cdp.send("WebAuthn.getCredentials", { authenticatorId: device })).credentials;
    if (copied === undefined) throw new Error("no credential");
    await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: device });
    device = await addDevice(cdp, false);
    await cdp.send("WebAuthn.addCredential", { authenticatorId: device, credential: { ...copied, signCount: 0 } });
    await press();
    await expect(page.getByText("This passkey signs nobody in here.")).toBeVisible();
    await says(false);
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId: device });
    await cdp.send("WebAuthn.addCredential", { authenticatorId: device, credential: { ...copied, signCount: copied.signCount + 10 } });
    await press();
    await expect(page).not.toHaveURL(/sign-in/);
    await page.goto("/audit");
    await expect(page.getByText("Account: refuse passkey", { exact: true }).first()).toBeVisible();
    await says(false);

    await page.goto("/settings/profile");
    await list.getByRole("button", { name: "Rename…" }).click();
    await dialog.getByLabel("Name").fill("Key in the drawer");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Name").press("Enter");
    await expect(list).toContainText("Key in the drawer");
    await list.getByRole("button", { name: "Remove…" }).click();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(list).toHaveCount(0);
    await signOut(page);
    await press();
    await expect(page.getByText("This passkey signs nobody in here.")).toBeVisible();

    // Somebody new comes with a passkey, never has a password, and is asked for no code.
    await says(true);
    await page.goto(`/invite${forBob}`);
    const join = page.getByRole("button", { name: "Create account with a passkey" });
    await page.getByLabel("E-mail").fill("bob at the lab");
    await join.click();
    await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
    await expect(page.getByText("At least 10 characters.", { exact: true })).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.getByLabel("Your name").fill("Bob");
    await page.getByLabel("E-mail").fill("somebody@else.example");
    await join.click();
    await expect(page.getByText("This invitation is for another email address.")).toBeVisible();
    await page.getByLabel("E-mail").fill("bob@lab.example");
    await join.click();
    await expect(page.getByRole("button", { name: "Account of Bob" })).toBeVisible();
    await page.goto("/settings/profile");
    await expect(list.getByText("First passkey")).toBeVisible();
    await expect(list.getByRole("button", { name: "Remove…" })).toHaveAttribute("aria-disabled", "true");
    await expect(page.getByRole("button", { name: "Change password" })).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
  } finally {
    await context.close();
    await site.close();
  }
});

test("at an IP address the console says why there are no passkeys", async ({ page, organization }) => {
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await signIn(page, organization.email);
  await page.goto("/settings/profile");
  const section = page.getByRole("region", { name: "Passkeys" });
  await expect(section.getByRole("paragraph")).toContainText("Passkeys need https and a host name.");
  await expect(section.getByRole("button", { name: "Add a passkey…" })).toHaveAttribute("aria-disabled", "true");
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await expect(page).toHaveURL(/sign-in/);
  await expect(byPasskey(page)).toHaveCount(0);
});
