import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOTP } from "otpauth/slim";
import { expect, password, signIn, test } from "./fixtures.ts";

const codeOf = (key: string, later = 0) => new TOTP({ secret: key }).generate({ timestamp: Date.now() + later * 30_000 });

type Ended = { status: number; stdout: string; stderr: string };

/** The command line on a machine that nobody has signed in on. */
function machine(url: string) {
  const folder = mkdtempSync(join(tmpdir(), "reflex-login-"));
  const { REFLEX_API_KEY: _key, ...inherited } = process.env;
  const env = { ...inherited, REFLEX_CONFIG_DIR: folder, REFLEX_CONVEX_URL: url };
  const reflex = (...args: string[]): Promise<Ended> =>
    new Promise((done) => {
      const child = execFile(process.execPath, ["build/reflex.mjs", ...args], { env }, (_error, stdout, stderr) =>
        done({ status: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  return { reflex, close: () => rmSync(folder, { recursive: true, force: true }) };
}

test("reflex login: a person lets the machine in by its code", async ({ page, site, organization }) => {
  const { reflex, close } = machine(site.url);
  try {
    const asked = await reflex("login", "--timeout", "0", "--json");
    expect(asked.status).toBe(5);
    const { link, userCode } = JSON.parse(asked.stdout) as { link: string; userCode: string };

    await signIn(page, organization.email);
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Let a device in" })).toBeVisible();
    await expect(page.getByLabel("Code", { exact: true })).toHaveValue(userCode);
    await page.getByRole("button", { name: /^Approve / }).click();
    await expect(page.getByText(/^Approved/)).toBeVisible();

    expect(await reflex("login", "--timeout", "0")).toMatchObject({ status: 0 });
    await expect(page.getByText("The machine has its API key")).toBeVisible();
    expect((await reflex("whoami")).stdout).toContain(organization.name);
  } finally {
    close();
  }
});

test("reflex login where a second factor is asked for: who has none is told so, and the link leads back through password and code", async ({
  page,
  browser,
  site,
  organization,
}) => {
  const operator = await organization.addOperator("operator");
  const { reflex, close } = machine(site.url);
  try {
    await signIn(page, organization.email);
    await page.goto("/settings/profile");
    await page.getByRole("button", { name: "Set up a second factor…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    const key = ((await dialog.getByTestId("second-factor-key").textContent()) ?? "").replaceAll(" ", "");
    await dialog.getByLabel("Code", { exact: true }).fill(codeOf(key));
    await dialog.getByLabel("Code", { exact: true }).press("Enter");
    await dialog.getByRole("button", { name: "I have stored them" }).click();
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Ask every member for a second factor" }).click();
    await expect(page.getByRole("button", { name: "No longer ask every member for one" })).toBeVisible();

    const asked = await reflex("login", "--timeout", "0", "--json");
    const { link } = JSON.parse(asked.stdout) as { link: string };
    const other = await browser.newContext({ baseURL: site.url });
    const theirs = await other.newPage();
    await signIn(theirs, operator);
    await theirs.goto(link);
    await theirs.getByRole("button", { name: /^Approve / }).click();
    await expect(theirs.getByText("Set up a second factor first, under Settings, Profile.")).toBeVisible();
    expect((await reflex("login", "--timeout", "0")).status).toBe(5);

    // Another browser of the admin, signed out: the link waits behind password and code.
    const fresh = await (await browser.newContext({ baseURL: site.url })).newPage();
    await fresh.goto(link);
    await fresh.getByLabel("E-mail").fill(organization.email);
    await fresh.getByLabel("Password").fill(password);
    await fresh.getByRole("button", { name: "Sign in" }).click();
    await fresh.getByLabel("Code", { exact: true }).fill(codeOf(key, 1));
    await fresh.getByLabel("Code", { exact: true }).press("Enter");
    await expect(fresh.getByRole("heading", { name: "Let a device in" })).toBeVisible();
    await fresh.getByRole("button", { name: /^Approve / }).click();
    await expect(fresh.getByText(/^Approved/)).toBeVisible();
    expect(await reflex("login", "--timeout", "0")).toMatchObject({ status: 0 });
    await expect(theirs.getByText("The machine has its API key")).toBeVisible();
    await fresh.context().close();
    await other.close();
  } finally {
    close();
  }
});
