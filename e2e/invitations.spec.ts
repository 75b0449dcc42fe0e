import { violationsOf } from "./accessibility.ts";
import { startConsole } from "./console.ts";
import { expect, password, test } from "./fixtures.ts";
import { readable, startMailServer } from "./mail-server.ts";
import { addDevice } from "./passkey-device.ts";

test.skip(({ isMobile }) => isMobile, "e2e/passkeys.spec.ts joins on a phone too.");

test("the first admin comes by a passkey alone, and invites by a letter whose link lets one person in, once", async ({ browser }) => {
  test.setTimeout(180_000);
  const post = await startMailServer();
  const site = await startConsole({ REFLEX_SMTP_URL: post.url, REFLEX_MAIL_FROM: "Reflex <reflex@lab.example>" }, "localhost");
  const [anns, bobs] = [await browser.newContext({ baseURL: site.url }), await browser.newContext({ baseURL: site.url })];
  const [ann, bob] = [await anns.newPage(), await bobs.newPage()];
  try {
    await addDevice(await anns.newCDPSession(ann));
    expect(site.setupUrl).not.toBeNull();
    await ann.goto(site.setupUrl ?? "");
    const make = ann.getByRole("button", { name: "Create account with a passkey" });
    await make.click();
    await expect(ann.getByText("Give the organization a name.")).toBeVisible();
    await expect(ann.getByText("At least 10 characters.", { exact: true })).toHaveCount(0);
    expect(await violationsOf(ann)).toEqual([]);
    await ann.getByLabel("Organization").fill("Lab");
    await ann.getByLabel("Your name").fill("Ann");
    await ann.getByLabel("E-mail").fill("ann@lab.example");
    await make.click();
    await expect(ann.getByRole("button", { name: "Account of Ann" })).toBeVisible();
    await ann.goto("/settings/profile");
    await expect(ann.getByRole("list", { name: "Your passkeys" }).getByText("First passkey")).toBeVisible();
    await expect(ann.getByRole("button", { name: "Change password" })).toHaveCount(0);

    await ann.goto("/settings/members");
    const invite = ann.getByRole("region", { name: "Invite someone" });
    await invite.getByLabel("E-mail").fill("bob@lab.example");
    await invite.getByRole("button", { name: "Make invitation" }).click();
    await invite.getByRole("button", { name: "Send it to bob@lab.example" }).click();
    await expect(invite.getByRole("status").filter({ hasText: "The mail server has taken the letter to bob@lab.example." })).toBeVisible();
    await expect(invite.getByRole("table", { name: "Invitations" })).toContainText("Sent by e-mail");
    expect(await violationsOf(ann)).toEqual([]);

    expect(post.letters).toMatchObject([{ to: ["bob@lab.example"], from: "reflex@lab.example" }]);
    const letter = readable(post.letters[0]);
    expect(letter).toContain("Ann invites you to Lab");
    const [link] = /https?:\/\/\S+\/invite#token=\S+/.exec(letter) ?? [""];
    expect(link).not.toBe("");
    await bob.goto(link);
    await bob.getByLabel("Your name").fill("Bob");
    await bob.getByLabel("E-mail").fill("bob@lab.example");
    await bob.getByLabel("Password").fill(password);
    await bob.getByRole("button", { name: "Create account", exact: true }).click();
    await expect(bob.getByRole("button", { name: "Account of Bob" })).toBeVisible();
    await ann.goto("/audit");
    await expect(ann.getByText("Invitation: mail", { exact: true })).toBeVisible();
    await expect(ann.getByText("Invitation: accept", { exact: true })).toBeVisible();
  } finally {
    await anns.close();
    await bobs.close();
    await site.close();
    post.close();
  }
});
