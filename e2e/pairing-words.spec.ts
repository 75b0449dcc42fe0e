import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, type Organization, signIn, so101Schema, test } from "./fixtures.ts";

async function newRobot({ call }: Organization, name: string): Promise<string> {
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema(), robotKind: "so101" });
  return String((await call("mutation", "registerRobot", { name, robotSchemaId }))["id"]);
}

test("robot and page show the same three words: the person beside it agrees, or refuses the machine that is not theirs", async ({
  page,
  organization,
  robot,
  site,
}) => {
  const robotId = await newRobot(organization, "arm-1");
  await signIn(page, organization.email);
  const compared = page.getByRole("region", { name: "Words to compare" });
  const showCode = async () => {
    await page.getByRole("button", { name: /^(Show pairing code|New code)/ }).click();
    return (await page.getByTestId("pairing-token").innerText()).trim();
  };

  await test.step("the robot beside the person", async () => {
    await page.goto(`/robots/${robotId}/pair`);
    const machine = robot(site.url, await showCode());
    await machine.says(/words to compare: \w+ \w+ \w+/);
    const [, words = ""] = /words to compare: (\w+ \w+ \w+)/.exec(machine.output()) ?? [];
    await expect(compared).toContainText(words);
    expect(await violationsOf(page)).toEqual([]);
    await compared.getByRole("button", { name: "The same words" }).click();
    await expect(compared.getByRole("status")).toContainText(/Compared by/);
    await expect(compared.getByRole("button")).toHaveCount(0);
    await page.goto(`/robots/${robotId}`);
    const row = page.getByRole("definition").filter({ hasText: /ompared/ });
    await expect(row).toContainText(/Compared by Olga \(admin\)/);
    await page.goto(`/robots/${robotId}/pair`);
  });

  await test.step("somebody else was faster with a photograph of the code", async () => {
    await page.reload();
    const token = await showCode();
    const thief = await rpc(site.url, "mutation", "publicApi:claimPairingToken", {
      token,
      hostname: "bench-pi",
      commitment: "a1".repeat(32),
    });
    await expect(compared.getByText("The machine has not shown its words yet.")).toBeVisible();
    await expect(compared.getByRole("button", { name: "The same words" })).toHaveCount(0);
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(`/robots/${robotId}`);
    await expect(elsewhere.getByRole("definition").filter({ hasText: "Not compared" })).toContainText(
      "Nobody said that the machine showed the same words.",
    );
    await elsewhere.close();
    const late = robot(site.url, token);
    await late.says(/The pairing token was refused: used/);
    await compared.getByRole("button", { name: "Refuse this machine" }).click();
    await expect(page.getByRole("heading", { name: "The credential was revoked" })).toBeVisible();
    expect(await rpc(site.url, "mutation", "publicApi:heartbeatRobot", { apiKey: String(thief["credential"]), robotId, seq: 1 })).toEqual({
      ok: false,
      reason: "revoked_key",
    });
    await page.goto("/audit");
    await expect(page.getByRole("cell", { name: "Pairing: differ" })).toBeVisible();
  });
});
