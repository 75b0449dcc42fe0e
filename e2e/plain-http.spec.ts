import config from "../playwright.config.ts";
import { startConsole } from "./console.ts";
import { expect, password, signIn, test } from "./fixtures.ts";
import { goToPage, openPage, routes } from "./routes.ts";

// A browser gives a page over plain HTTP less than one over HTTPS or of its own machine. A lab's phone opens the console by a name of its network.
const { launchOptions } = config.use ?? {};
const name = "robots.lab";
test.use({ launchOptions: { ...launchOptions, args: [...(launchOptions?.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`] } });

test("over plain HTTP, by a name of the network, every page works", async ({ page }) => {
  const site = await startConsole({}, name);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  try {
    await site.run("action", "setup:createOperator", {
      ...{ email: "ann@lab.example", password, name: "Ann", role: "admin", organizationName: "Lab" },
    });
    await signIn(page, "ann@lab.example", site.url);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await openPage(page, `${site.url}/`);
    for (const path of routes) await goToPage(page, path);
    expect(errors).toEqual([]);
  } finally {
    await site.close();
  }
});
