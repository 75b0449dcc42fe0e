import { violationsOf } from "./accessibility.ts";
import { startConsole } from "./console.ts";
import { expect, password, signIn, test } from "./fixtures.ts";
import { addDevice } from "./passkey-device.ts";

test("where a password is not enough, open pages say so at once, the first passkey is made by it, and the passkey that is shown lets one act", async ({
  browser,
}, { project }) => {
  test.setTimeout(180_000);
  const site = await startConsole({}, "localhost");
  const viewport = project.use.viewport ?? null;
  const [anns, bobs] = [
    await browser.newContext({ baseURL: site.url, viewport }),
    await browser.newContext({ baseURL: site.url, viewport }),
  ];
  const [ann, bob] = [await anns.newPage(), await bobs.newPage()];
  try {
    for (const [email, name] of [
      ["ann@lab.example", "Ann"],
      ["bob@lab.example", "Bob"],
    ] as const) {
      await site.run("action", "setup:createOperator", { email, password, name, role: "admin", organizationName: "Lab" });
    }
    await addDevice(await anns.newCDPSession(ann));
    await addDevice(await bobs.newCDPSession(bob));
    await signIn(ann, "ann@lab.example");
    await signIn(bob, "bob@lab.example");
    const ask = ann.getByRole("button", { name: "Ask every member for a passkey or a provider" });
    const rule = ann.getByRole("region", { name: "Passwords of members" });

    // Who came by a password would lock themselves out.
    await ann.goto("/settings/members");
    await expect(rule).toContainText("Without a passkey or a provider's account: Ann and Bob.");
    await expect(ask).toHaveAttribute("aria-disabled", "true");
    await expect(ask).toHaveAccessibleDescription(/signed in by a password/);
    await ann.goto("/settings/profile");
    const passkeys = ann.getByRole("region", { name: "Passkeys" });
    await passkeys.getByRole("button", { name: "Add a passkey…" }).click();
    await ann.getByRole("dialog").getByLabel("Name").fill("Laptop");
    await ann.getByRole("dialog").getByLabel("Password").fill(password);
    await ann.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
    await expect(passkeys.getByText("Laptop")).toBeVisible();
    await ann.getByRole("button", { name: "Sign out", exact: true }).first().click();
    // The browser of the tests takes the passkey that is offered in the field.
    await expect(ann.getByRole("button", { name: "Account of Ann" })).toBeVisible();
    await ann.goto("/settings/members");
    await expect(rule).toContainText("Without a passkey or a provider's account: Bob.");

    await bob.goto("/settings/profile");
    const banner = bob.getByRole("region", { name: "A password is not enough" });
    await expect(bob.getByRole("button", { name: "Save name" })).toBeVisible();
    await expect(banner).toHaveCount(0);
    await ask.click();
    await expect(rule).toContainText("A password is not enough: members show a passkey");
    expect(await violationsOf(ann)).toEqual([]);
    // Bob's open page is told, and what it tries is refused with what to do.
    await expect(banner).toContainText("You can look, stop and demote, nothing else.");
    await bob.getByLabel("Name").fill("Robert");
    await bob.getByRole("button", { name: "Save name" }).click();
    await expect(
      bob.getByText("A password is not enough in this organization. Show a passkey or sign in by a provider.").first(),
    ).toBeVisible();
    expect(await violationsOf(bob)).toEqual([]);
    expect(await bob.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);

    await banner.getByRole("link", { name: "Add a passkey or connect an account" }).click();
    await bob.getByRole("button", { name: "Add a passkey…" }).click();
    await bob.getByRole("dialog").getByLabel("Name").fill("Phone");
    await bob.getByRole("dialog").getByLabel("Password").fill(password);
    await bob.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
    await banner.getByRole("button", { name: "Show a passkey" }).click();
    await expect(banner).toHaveCount(0);
    await bob.getByLabel("Name").fill("Robert");
    await bob.getByRole("button", { name: "Save name" }).click();
    await expect(bob.getByRole("button", { name: "Account of Robert" })).toBeVisible();
    await expect(bob.getByRole("list", { name: "Your passkeys" }).getByRole("button", { name: "Remove…" })).toHaveAccessibleDescription(
      /a password is not enough/,
    );

    await ann.goto("/audit");
    await expect(ann.getByText("Organization: refuse passwords", { exact: true }).first()).toBeVisible();
  } finally {
    await anns.close();
    await bobs.close();
    await site.close();
  }
});
