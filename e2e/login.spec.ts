import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, signIn, test } from "./fixtures.ts";

type Ended = { status: number; stdout: string; stderr: string };

test("reflex login: a person lets the machine in by its code", async ({ page, site, organization }) => {
  const folder = mkdtempSync(join(tmpdir(), "reflex-login-"));
  const { REFLEX_API_KEY: _key, ...inherited } = process.env;
  const env = { ...inherited, REFLEX_CONFIG_DIR: folder, REFLEX_CONVEX_URL: site.url };
  const reflex = (...args: string[]): Promise<Ended> =>
    new Promise((done) => {
      const child = execFile(process.execPath, ["build/reflex.mjs", ...args], { env }, (_error, stdout, stderr) =>
        done({ status: child.exitCode ?? -1, stdout, stderr }),
      );
    });
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
    rmSync(folder, { recursive: true, force: true });
  }
});
