import { setTimeout as wait } from "node:timers/promises";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { authorizeOn, pairRobot } from "./paired-robot.ts";

// Neither the zone nor the language of whoever reads is that of the machine the tests run on.
test.use({ timezoneId: "America/New_York", locale: "en-US" });

test("numbers and times of a page are written as in the chosen language and zone, and the zone is told", async ({
  page,
  site,
  organization,
}) => {
  const robot = await pairRobot(organization, site.url);
  const { sessionId } = await authorizeOn(organization, robot);
  for (const steps of [0, 12_345]) {
    await robot.beat({ sessionId, intervalMs: 500, mode: "dry_run", steps, inferenceMs: 1_250, controlHz: 25 });
    await wait(500);
  }
  const { receiptId } = await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });

  const main = page.getByRole("main");
  const steps = main
    .getByRole("definition")
    .filter({ hasText: /12.345/ })
    .first();
  const began = main.locator("time:not([title])").first();
  const gap = main.getByRole("definition").filter({ hasText: /^\d[.,]\d s$/ });
  const at = async (): Promise<Date> => new Date((await began.getAttribute("datetime")) ?? "");
  const hourIn = async (timeZone: string): Promise<string> =>
    new Intl.DateTimeFormat("en", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(await at());
  const hourOf12 = async (timeZone: string): Promise<string> =>
    new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hour12: true }).format(await at()).replace(/\s.*/, "");

  await openSignedIn(page, organization.email, `/receipts/${String(receiptId)}`);
  await expect(steps).toContainText("12,345");
  await expect(gap).toHaveText(/^\d\.\d s$/);
  await expect(began).toHaveText(
    new RegExp(`^\\w{3} \\d{1,2}, 20\\d\\d, 0?${await hourOf12("America/New_York")}:\\d\\d:\\d\\d [AP]M E[SD]T$`),
  );

  await page.goto("/settings/profile");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByLabel("Zeitzone").selectOption("Asia/Tokyo");
  await page.goto(`/receipts/${String(receiptId)}`);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(steps).toContainText("12.345");
  await expect(gap).toHaveText(/^\d,\d s$/);
  await expect(began).toHaveText(
    new RegExp(`^\\d{1,2}\\. \\p{L}+\\.? 20\\d\\d, ${await hourIn("Asia/Tokyo")}:\\d\\d:\\d\\d GMT\\+9$`, "u"),
  );
});
