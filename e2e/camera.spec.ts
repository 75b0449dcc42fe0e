import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import encodeQR from "qr";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";
import { violationsOf } from "./accessibility.ts";
import config from "../playwright.config.ts";

const side = 480;
/** What the browser takes for its camera; written before the page looks. */
const film = join(tmpdir(), `reflex-camera-${process.pid}.y4m`);
const { launchOptions } = config.use ?? {};
test.use({
  launchOptions: {
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ],
  },
  permissions: ["camera"],
});
test.afterAll(() => rmSync(film, { force: true }));

/** A film of one picture: the code of `text`, as a camera sees it before a screen. */
function show(text: string): void {
  const modules = encodeQR(text, "raw", { border: 4 });
  const luma = Buffer.alloc(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isDark = modules[Math.floor((y / side) * modules.length)]?.[Math.floor((x / side) * modules.length)] === true;
      luma[y * side + x] = isDark ? 16 : 235;
    }
  }
  const chroma = Buffer.alloc((side * side) / 2, 128);
  writeFileSync(
    film,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${side} H${side} F10:1 Ip A1:1 C420jpeg\n`), Buffer.from("FRAME\n"), luma, chroma]),
  );
}

test("the phone's camera reads the code of a machine, and the machine becomes the robot that was chosen", async ({
  page,
  organization,
  robot,
  site,
  isMobile,
}) => {
  test.skip(!isMobile, "The phone is what is held before a machine.");
  const { id: robotSchemaId } = await organization.call("mutation", "registerRobotSchema", {
    name: "so101",
    schema: so101Schema(),
    robotKind: "so101",
  });
  const { id: robotId } = await organization.call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
  const machine = robot(site.url, null, ["--ask", "--hostname", "edge-7"]);
  await machine.says(/waiting for an operator: code \S+, \S+/);
  const [, code = "", link = ""] = /code (\S+), (\S+)/.exec(machine.output()) ?? [];

  show("https://elsewhere.example/robots/join?code=BCDF-GHJK");
  await openSignedIn(page, organization.email, `/robots/${String(robotId)}/pair`);
  await page.getByRole("link", { name: "The machine shows a code" }).click();
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  const dialog = page.getByRole("dialog", { name: "Scan the machine's code" });
  await expect(dialog.getByText("This machine asks another console: elsewhere.example.")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();

  show(link);
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  const asked = page.getByRole("region", { name: "The machine that asks" });
  await expect(asked.getByText(code)).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(asked.getByText("edge-7", { exact: true })).toBeVisible();
  // The robot whose page this began on is chosen already.
  await expect(asked.getByLabel("This machine is")).toHaveValue(String(robotId));
  expect(await violationsOf(page)).toEqual([]);
  await asked.getByRole("button", { name: "Pair edge-7 as arm-1" }).click();
  await expect(asked.getByText("The machine has its pairing token as arm-1")).toBeVisible();
  await machine.says(/paired as robot/);
  await asked.getByRole("link", { name: "Open arm-1" }).click();
  await expect(page.getByText("edge-7").first()).toBeVisible();
});
