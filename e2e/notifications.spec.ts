import { Webhook } from "standardwebhooks";

import { violationsOf } from "./accessibility.ts";
import { rpc, startConsole } from "./console.ts";
import { expect, password, openSignedIn, test } from "./fixtures.ts";
import { readable, startMailServer } from "./mail-server.ts";
import { openSession, operatorBen, startReceiver, watchSystem } from "./told.ts";

test("whoever signs in with a German page is written to in German, until they choose another language in the settings", async ({
  browser,
}) => {
  const mail = await startMailServer();
  const site = await startConsole({ REFLEX_SMTP_URL: mail.url, REFLEX_MAIL_FROM: "reflex@told.example" });
  const context = await browser.newContext({ baseURL: site.url, locale: "de-AT", timezoneId: "Europe/Vienna" });
  try {
    const { call, deploymentId, robotId, sessionId } = await openSession(site);

    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel("E-Mail").fill("olga@told.example");
    await page.getByLabel("Passwort").fill(password);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await expect(page.getByRole("heading", { name: "Flotte", level: 1 })).toBeVisible();
    await page.goto("/settings/notifications");
    const byMail = page.getByRole("form", { name: "Per E-Mail" });
    await expect(byMail).toContainText("Auf Deutsch, mit Zeiten in Europe/Vienna: wie zuletzt unter Profil gewählt.");
    await byMail.getByLabel(/^Eine Sitzung wird gestoppt/).check();
    await byMail.getByRole("button", { name: "Speichern" }).click();
    await expect(page.getByText("Gespeichert, worüber Sie per E-Mail benachrichtigt werden.")).toBeVisible();
    await call("stopSession", { sessionId, reason: "it shakes" });
    await expect.poll(() => mail.letters.length).toBe(1);
    expect(readable(mail.letters[0])).toContain("Software-Stopp für arm-7 durch night shift (it shakes).");
    expect(readable(mail.letters[0])).toMatch(/Mitgeteilt am \d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d MES?Z\./);

    await byMail.getByRole("link", { name: "Profil" }).click();
    await page.getByLabel("Sprache").selectOption("English");
    await page.getByLabel("Time zone").selectOption("UTC");
    await page.getByRole("link", { name: "Notifications" }).click();
    await expect(page.getByText("In English, with times of UTC")).toBeVisible();
    await call("closeSession", { sessionId });
    const next = await call("authorizeSession", { deploymentId, robotId });
    await call("stopSession", { sessionId: next["sessionId"], reason: "it shakes again" });
    await expect.poll(() => mail.letters.length).toBe(2);
    expect(readable(mail.letters[1])).toContain("Software stop on arm-7 by night shift (it shakes again).");
    expect(readable(mail.letters[1])).toMatch(/Told on \d+ \w+ \d{4}, \d\d:\d\d:\d\d UTC\./);
  } finally {
    await context.close();
    mail.close();
    await site.close();
  }
});

test("a stop is told on the bell, in the tab, by the system, by e-mail and to a webhook, and following it does nothing", async ({
  page,
}) => {
  const [receiver, mail] = await Promise.all([startReceiver(), startMailServer()]);
  const site = await startConsole({ REFLEX_WEBHOOKS_ANYWHERE: "1", REFLEX_SMTP_URL: mail.url, REFLEX_MAIL_FROM: "reflex@told.example" });
  try {
    const { apiKey, call, deploymentId, robotId, sessionId } = await openSession(site);

    await page.addInitScript(watchSystem);
    await openSignedIn(page, "olga@told.example", `${site.url}/settings/notifications`);
    const bell = page.getByRole("button", { name: /^Notices/ });
    await expect(bell).toHaveAccessibleName("Notices");
    // Never by itself: only the press asks.
    expect(await page.evaluate(() => Notification.permission)).not.toBe("granted");
    await page.context().grantPermissions(["notifications"], { origin: site.url });
    await page.getByRole("button", { name: "Show them by the system" }).click();
    await expect(page.getByRole("button", { name: "Show none by the system" })).toBeVisible();

    const byMail = page.getByRole("form", { name: "By e-mail" });
    await byMail.getByLabel(/^A session is stopped/).check();
    await byMail.getByLabel("Hold letters in quiet hours").check();
    await byMail.getByLabel("To", { exact: true }).fill("22:00");
    await byMail.getByRole("button", { name: "Save" }).click();
    await expect(byMail.getByText(/two different minutes/)).toBeVisible();
    await byMail.getByLabel("Hold letters in quiet hours").uncheck();
    await byMail.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved what you are told of by e-mail.")).toBeVisible();

    const form = page.getByRole("form", { name: "New webhook" });
    await form.getByLabel("Address").fill(`${receiver.url}#x`);
    await form.getByRole("button", { name: "Add webhook" }).click();
    await expect(form.getByRole("alert")).toContainText("behind the #");
    await form.getByLabel("Address").fill(receiver.url);
    await form.getByRole("button", { name: "Add webhook" }).click();
    const secret =
      (await page
        .getByRole("region", { name: "Webhook secret" })
        .getByText(/^whsec_/)
        .textContent()) ?? "";
    await page.getByRole("button", { name: "I have stored it" }).click();
    const webhook = page.getByRole("listitem", { name: receiver.url });
    await webhook.getByRole("button", { name: "Send a test" }).click();
    // What was sent is opened, and has an address.
    await expect(page).toHaveURL(/\?deliveries=\w+$/);
    const log = page.getByRole("list", { name: `Deliveries to ${receiver.url}` });
    await expect(log).toContainText("Taken at the first attempt");
    expect(
      new Webhook(secret).verify(receiver.received[0]?.body ?? "", receiver.received[0]?.headers as Record<string, string>),
    ).toMatchObject({ type: "test" });

    await webhook.getByRole("button", { name: "New secret…" }).click();
    const rotation = page.getByRole("dialog");
    await rotation.getByRole("button", { name: "Make a new secret" }).click();
    const next =
      (await rotation
        .getByRole("region", { name: "Webhook secret" })
        .getByText(/^whsec_/)
        .textContent()) ?? "";
    expect(await violationsOf(page)).toEqual([]);
    await rotation.getByRole("button", { name: "I have stored it" }).click();
    await expect(webhook).toContainText("The secret before signs too until");

    await page.evaluate(() => void (window.isLookedAt = false));
    await call("stopSession", { sessionId, reason: "it shakes" });
    await expect(bell).toHaveAccessibleName("Notices, 1 unread");
    await expect(page).toHaveTitle(/^\(1\) Settings/);
    expect(await page.evaluate(() => window.shown)).toEqual(["arm-7: Software stop on arm-7 by night shift (it shakes)."]);
    await expect(log.getByRole("timer", { name: "Sent again in" })).toHaveText(/^0:0\d$/);
    // The scheduler sends it again by itself, five seconds later, as the same message.
    await expect(log).toContainText("Taken after 2 attempts", { timeout: 15_000 });
    await expect(log).not.toContainText("must not show");
    const [, first, second] = receiver.received;
    for (const either of [secret, next])
      expect(new Webhook(either).verify(second?.body ?? "", second?.headers as Record<string, string>)).toMatchObject({
        type: "session.stopped",
      });
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(JSON.parse(second?.body ?? "{}")).toMatchObject({
      type: "session.stopped",
      data: { target: { kind: "session", id: sessionId } },
    });
    await log.getByRole("button", { name: "Send again" }).first().click();
    await expect
      .poll(() => receiver.received.map(({ headers }) => headers["webhook-id"]).filter((id) => id === first?.headers["webhook-id"]).length)
      .toBe(3);
    await expect.poll(() => mail.letters).toMatchObject([{ to: ["olga@told.example"], from: "reflex@told.example" }]);
    expect(mail.letters[0]?.text).toContain("Subject: Reflex: Software stop on arm-7 by night shift (it shakes).");
    expect(mail.letters[0]?.text).toContain(`${site.url}/sessions/${String(sessionId)}`);
    expect(await violationsOf(page)).toEqual([]);

    await bell.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Notices" });
    const told = panel.getByRole("link", { name: /Software stop on arm-7 by night shift/ });
    await expect(told).toContainText("Unread");
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    const box = await panel.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 360).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
    await told.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/sessions/${String(sessionId)}$`));
    await expect(bell).toHaveAccessibleName("Notices");
    await expect(page).not.toHaveTitle(/^\(/);
    expect(await rpc(site.url, "query", "publicApi:listInferenceSessions", { apiKey })).toMatchObject({
      sessions: [{ _id: sessionId, status: "authorized", mode: "dry_run" }],
    });

    await page.goto(`${site.url}/settings/notifications`);
    await page.getByRole("region", { name: "You" }).getByLabel("An approval is wanted").click();
    await expect(page.getByRole("region", { name: "You" }).getByLabel("An approval is wanted")).not.toBeChecked();
    await call("runReadinessCheck", { deploymentId, robotId });
    await expect(bell).toHaveAccessibleName("Notices, 1 unread");
  } finally {
    receiver.close();
    mail.close();
    await site.close();
  }
});

test("all six kinds of notice come by each channel: bell and title, system, webhook and e-mail", async ({ page }) => {
  const [receiver, mail] = await Promise.all([startReceiver(), startMailServer()]);
  const site = await startConsole({ REFLEX_WEBHOOKS_ANYWHERE: "1", REFLEX_SMTP_URL: mail.url, REFLEX_MAIL_FROM: "reflex@told.example" });
  try {
    const { call, deploymentId, robotId, sessionId } = await openSession(site);
    const { token } = await call("createPairingToken", { robotId });
    const { credential } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
    const ben = await operatorBen(site);

    await page.addInitScript(watchSystem);
    await openSignedIn(page, "olga@told.example", `${site.url}/settings/notifications`);
    await page.context().grantPermissions(["notifications"], { origin: site.url });
    await page.getByRole("button", { name: "Show them by the system" }).click();
    const byMail = page.getByRole("form", { name: "By e-mail" });
    const kinds = [
      /^A robot goes offline/,
      /^A session is stopped/,
      /^Somebody asks to promote/,
      /^An approval is wanted/,
      /^A doctor's check fails/,
      /^A receipt is flagged/,
    ];
    for (const kind of kinds) await byMail.getByLabel(kind).check();
    await byMail.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved what you are told of by e-mail.")).toBeVisible();
    const form = page.getByRole("form", { name: "New webhook" });
    await form.getByLabel("Address").fill(receiver.url);
    await form.getByRole("button", { name: "Add webhook" }).click();
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.evaluate(() => void (window.isLookedAt = false));

    // Of a robot that was never heard.
    await call("runReadinessCheck", { deploymentId, robotId });
    // Silent from here on: offline after three intervals.
    await rpc(site.url, "mutation", "publicApi:heartbeatRobot", { apiKey: credential, robotId, seq: 1, intervalMs: 500 });
    expect(await call("promoteSession", { sessionId })).toMatchObject({ ok: false });
    await ben("approvals:request", { sessionId, note: "glass today" });
    await call("stopSession", { sessionId, reason: "it shakes" });
    const { receiptId } = await call("closeSession", { sessionId, reason: "task_done" });
    await ben("receipts:review", { id: receiptId, verdict: "bad" });

    const told = [
      /arm-7 is offline: its heartbeats stopped/,
      /The doctor failed pick on arm-7/,
      /night shift asked to promote arm-7, which was refused/,
      /Ben wants an approval to promote arm-7, within ten minutes: glass today/,
      /Software stop on arm-7 by night shift \(it shakes\)/,
      /Receipt #1 was reviewed as bad by Ben/,
    ];
    const bell = page.getByRole("button", { name: /^Notices/ });
    await expect(bell).toHaveAccessibleName("Notices, 6 unread");
    await expect(page).toHaveTitle(/^\(6\) Settings/);
    const missingIn = (text: string) => told.filter((each) => !each.test(text.replaceAll(/\s+/g, " ")));
    await expect.poll(async () => missingIn(await page.evaluate(() => window.shown.join("\n")))).toEqual([]);
    const types = () => new Set(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type));
    await expect
      .poll(() => [...types()].sort())
      .toEqual(["approval.wanted", "doctor.failed", "receipt.flagged", "robot.offline", "session.promoteRequested", "session.stopped"]);
    await expect.poll(() => missingIn(mail.letters.map(readable).join("\n"))).toEqual([]);
    await bell.click();
    for (const each of told) await expect(page.getByRole("dialog", { name: "Notices" }).getByRole("link", { name: each })).toBeVisible();
  } finally {
    receiver.close();
    mail.close();
    await site.close();
  }
});
