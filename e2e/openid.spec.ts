import { TOTP } from "otpauth/slim";
import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, password, signIn, test } from "./fixtures.ts";
import { signInThere, startOpenIdProvider } from "./openid-provider.ts";

const people = {
  ann: { email: "ann@elsewhere.example", email_verified: true, name: "Ann" },
  bob: { email: "bob@lab.example", email_verified: true, name: "Bob of the Lab" },
  una: { email: "una@lab.example", email_verified: false, name: "Una" },
  eve: { email: "ann@lab.example", email_verified: true, name: "Eve" },
};

const byProvider = (page: Page) => page.getByRole("button", { name: "Sign in with Lab Login" });
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("sign-in by an OpenID provider: strangers refused, connected, invited, asked for a second factor, disconnected", async ({
  page,
  browser,
  freshSite: site,
}) => {
  test.setTimeout(240_000);
  const provider = await startOpenIdProvider(people);
  const university = await startOpenIdProvider({ bob: { email: "cy@lab.example", email_verified: true, name: "Cy" } });
  const ann = "ann@lab.example";
  await site.run("action", "setup:createOperator", { email: ann, password, name: "Ann", role: "admin", organizationName: "Lab" });
  const fresh = async () => (await browser.newContext({ baseURL: site.url, viewport: page.viewportSize() })).newPage();
  /** Nothing that came back may be asked of the console's own server, or stay in an address. */
  const addresses: string[] = [];
  const watch = (each: Page) => each.on("request", (request) => request.url().startsWith(site.url) && addresses.push(request.url()));
  try {
    await page.goto(`${site.url}/sign-in`);
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    await expect(byProvider(page)).toHaveCount(0);
    await site.setVariables(provider.register(site.url));

    // A stranger, though with the address of somebody here.
    const stranger = await fresh();
    watch(stranger);
    await stranger.goto("/sign-in");
    await expect(byProvider(stranger)).toBeVisible();
    expect(await violationsOf(stranger)).toEqual([]);
    expect(await fits(stranger)).toBe(true);
    await byProvider(stranger).click();
    await signInThere(stranger, "eve");
    await expect(stranger.getByText("Nobody here is connected with this account.")).toBeVisible();
    expect(stranger.url()).toBe(`${site.url}/sign-in/oidc`);
    expect(
      await stranger.evaluate(() => [
        sessionStorage.getItem("reflex-oidc"),
        ...Object.keys(localStorage).filter((name) => name.startsWith("__convexAuth")),
      ]),
    ).toEqual([null]);
    expect(await violationsOf(stranger)).toEqual([]);
    expect(await fits(stranger)).toBe(true);
    await stranger.getByRole("button", { name: "Try another account there" }).click();
    // Asked again, although signed in there.
    await expect(stranger.locator("input[name=login]")).toBeVisible();
    await signInThere(stranger, "una");
    await expect(stranger.getByText("Nobody here is connected with this account.")).toBeVisible();
    await stranger.reload();
    await expect(stranger.getByText("There is no sign-in to finish here.")).toBeVisible();
    await stranger.context().close();

    // Ann connects her account, with the password first.
    watch(page);
    await signIn(page, ann, site.url);
    await page.goto(`${site.url}/settings/profile`);
    await page.getByRole("button", { name: "Connect Lab Login…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password").fill("not the password");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(dialog.getByText("This is not your password.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    await signInThere(page, "ann");
    await expect(page.getByRole("list", { name: "Connected accounts" }).getByText("ann@elsewhere.example")).toBeVisible();
    expect(page.url()).toBe(`${site.url}/settings/profile`);
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);

    await page.goto(`${site.url}/settings/members`);
    const linkFor = async (email: string) => {
      await page
        .getByRole("region", { name: "Invite someone" })
        .or(page.getByRole("form", { name: "Invite" }))
        .getByLabel("E-mail")
        .fill(email);
      await page.getByRole("button", { name: "Make invitation" }).click();
      const shown = page.getByText(/\/invite#token=/);
      const { pathname, hash } = new URL((await shown.textContent()) ?? "");
      return pathname + hash;
    };
    const forUna = await linkFor("una@lab.example");
    await page.reload();
    const forBob = await linkFor("bob@lab.example");

    // An address that the provider has not verified accepts no invitation.
    const una = await fresh();
    watch(una);
    await una.goto(forUna);
    await una.getByRole("button", { name: "Join with Lab Login" }).click();
    await signInThere(una, "una");
    await expect(una.getByText("is not verified there")).toBeVisible();
    await una.context().close();

    const bob = await fresh();
    watch(bob);
    await bob.goto(forBob);
    expect(await violationsOf(bob)).toEqual([]);
    await bob.getByRole("button", { name: "Join with Lab Login" }).click();
    await signInThere(bob, "bob");
    await expect(bob.getByRole("button", { name: "Account of Bob of the Lab" })).toBeVisible();

    // Without a password: no way to lose the only way in, and a second factor after being asked again there.
    await bob.goto("/settings/profile");
    await expect(bob.getByRole("button", { name: "Disconnect…" })).toHaveAttribute("aria-disabled", "true");
    await expect(bob.getByRole("button", { name: "Change password" })).toHaveCount(0);
    await bob.getByRole("button", { name: "Set up a second factor…" }).click();
    await expect(bob.getByRole("button", { name: "Sign in again with Lab Login" })).toBeVisible();
    expect(await violationsOf(bob)).toEqual([]);
    await bob.getByRole("button", { name: "Sign in again with Lab Login" }).click();
    await signInThere(bob, "bob");
    await bob.getByRole("button", { name: "Set up a second factor…" }).click();
    await bob.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
    const key = ((await bob.getByTestId("second-factor-key").textContent()) ?? "").replaceAll(" ", "");
    const codeOf = (later = 0) => new TOTP({ secret: key }).generate({ timestamp: Date.now() + later * 30_000 });
    await bob.getByLabel("Code", { exact: true }).fill(codeOf());
    await bob.getByLabel("Code", { exact: true }).press("Enter");
    await bob.getByRole("button", { name: "I have stored them" }).click();
    await bob.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await expect(bob).toHaveURL(/sign-in/);
    await byProvider(bob).click();
    await expect(bob.getByText("Lab Login has said who you are. Now the second factor.")).toBeVisible();
    expect(await violationsOf(bob)).toEqual([]);
    await bob.getByLabel("Code", { exact: true }).fill(codeOf(1));
    await bob.getByLabel("Code", { exact: true }).press("Enter");
    await expect(bob.getByRole("button", { name: "Account of Bob of the Lab" })).toBeVisible();
    await bob.context().close();

    // A second provider, of the page: asked before it is kept, and another's Bob is somebody else.
    await page.goto(`${site.url}/settings/members`);
    const providers = page.getByRole("region", { name: "Sign-in providers" });
    await expect(providers.getByText(`${site.url}/sign-in/oidc`)).toBeVisible();
    await expect(providers.getByText("Set by variables of the server.")).toBeVisible();
    const { OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = university.register(site.url);
    await providers.getByRole("button", { name: "Add a provider…" }).click();
    await dialog.getByLabel("Name").fill("University");
    await dialog.getByLabel("Issuer").fill("http://keycloak.lab.example");
    await dialog.getByLabel("Client ID").fill(OIDC_CLIENT_ID ?? "");
    await dialog.getByLabel("Client secret").fill("not the secret");
    await dialog.getByRole("button", { name: "Add provider" }).click();
    await expect(dialog.getByText("Give the https address of the issuer.")).toBeVisible();
    await dialog.getByLabel("Issuer").fill(`${university.issuer}/none`);
    await dialog.getByRole("button", { name: "Add provider" }).click();
    await expect(dialog.getByText("No OpenID provider of this issuer answers there.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await dialog.getByLabel("Issuer").fill(university.issuer);
    await dialog.getByRole("button", { name: "Add provider" }).click();
    await expect(providers.getByText(university.issuer)).toBeVisible();
    const forCy = await linkFor("cy@lab.example");
    expect(await violationsOf(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    const cy = await fresh();
    watch(cy);
    await cy.goto("/sign-in");
    await expect(cy.getByRole("button", { name: /^Sign in with (Lab Login|University)$/ })).toHaveCount(2);
    expect(await violationsOf(cy)).toEqual([]);
    await cy.goto(forCy);
    await cy.getByRole("button", { name: "Join with University" }).click();
    await signInThere(cy, "bob");
    await expect(cy.getByText("University did not confirm who you are. Try again.")).toBeVisible();
    await providers.getByRole("button", { name: "Replace secret… (University)" }).click();
    await dialog.getByLabel("Client secret").fill(OIDC_CLIENT_SECRET ?? "");
    await dialog.getByRole("button", { name: "Replace secret" }).click();
    await expect(dialog).toHaveCount(0);
    await cy.getByRole("link", { name: "Back to the invitation" }).click();
    await cy.getByRole("button", { name: "Join with University" }).click();
    await expect(cy.getByRole("button", { name: "Account of Cy" })).toBeVisible();
    await cy.goto("/settings/profile");
    await expect(cy.getByRole("list", { name: "Connected accounts" }).getByText("University")).toBeVisible();
    await expect(cy.getByRole("button", { name: "Connect Lab Login…" })).toBeVisible();
    await cy.context().close();
    await expect(providers.getByText("1 person is connected.")).toHaveCount(1);
    await providers.getByRole("button", { name: "Remove… (University)" }).click();
    await expect(dialog.getByText("1 person is connected there.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Remove provider" }).click();
    await expect(providers.getByText(university.issuer)).toHaveCount(0);

    // Ann signs in by it, at once, for she is signed in there.
    await page.goto(`${site.url}/settings/profile`);
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await expect(page).toHaveURL(/sign-in/);
    await page.goto(`${site.url}/sign-in?returnTo=%2Faudit`);
    await byProvider(page).click();
    await expect(page).toHaveURL(`${site.url}/audit`);
    await expect(page.getByText("Account: sign in", { exact: true }).first()).toBeVisible();

    // What came back counts once, and only with the secret of the page that began.
    const attempt = "a1".repeat(32);
    const returned = async () => {
      const { address } = await rpc(site.url, "action", "oidc:begin", { provider: "server", attempt, origin: site.url });
      const back = page.waitForResponse((response) => (response.headers()["location"] ?? "").startsWith(`${site.url}/sign-in/oidc`));
      await page.goto(String(address));
      const { hash } = new URL((await back).headers()["location"] ?? "");
      await expect(page.getByText("There is no sign-in to finish here.")).toBeVisible();
      return Object.fromEntries(new URLSearchParams(hash.slice(1)));
    };
    const give = (params: Record<string, string>) => rpc(site.url, "action", "auth:signIn", { provider: "oidc", params });
    const first = await returned();
    expect(await give({ attempt, ...first })).toMatchObject({ tokens: { token: expect.any(String) } });
    await expect(give({ attempt, ...first })).rejects.toThrow(/used already/);
    await expect(give({ attempt: "b2".repeat(32), ...(await returned()) })).rejects.toThrow(/another browser/);
    // A code that was used up, behind a state that was not.
    const second = await returned();
    await expect(give({ attempt, ...second, code: first["code"] ?? "" })).rejects.toThrow(/did not confirm/);

    await page.goto(`${site.url}/settings/profile`);
    await page.getByRole("button", { name: "Disconnect…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    await expect(page.getByRole("button", { name: "Connect Lab Login…" })).toBeVisible();
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await expect(page).toHaveURL(/sign-in/);
    await byProvider(page).click();
    await expect(page.getByText("Nobody here is connected with this account.")).toBeVisible();
    expect(addresses.filter((address) => /[?&](?:code|state|iss)=/.test(address))).toEqual([]);
  } finally {
    await provider.close();
    await university.close();
  }
});
