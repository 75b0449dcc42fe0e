/** Finds a browser for the end-to-end tests, and installs one when the machine has none. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { bin, fail, root, runCommand, runQuietly, say } from "./workspace.mjs";

const debian = (name) => `/usr/bin/${name}`;

/** The browser Playwright brings itself, when it is downloaded. */
function playwrightChromium() {
  const { chromium } = createRequire(join(root, "package.json"))("@playwright/test");
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** An explicit path wins, then Debian's package of the `name`, then Playwright's own. */
function findChromium(name) {
  const explicit = process.env.CHROMIUM_PATH;
  if (explicit !== undefined && explicit !== "") return existsSync(explicit) ? explicit : fail(`CHROMIUM_PATH names no file: ${explicit}`);
  return existsSync(debian(name)) ? debian(name) : playwrightChromium();
}

/** The path of a browser, installing it (apt as root on Debian, otherwise Playwright's) when the machine has none. */
async function ensure(name) {
  const found = findChromium(name);
  if (found !== null) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    say(`Installing ${name} (apt-get), once ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await runQuietly("apt-get", ["update", "-qq"], { env });
    const { output } = await runQuietly("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { env });
    if (existsSync(debian(name))) return debian(name);
    say(output);
    if (name !== "chromium") return ensureChromium();
  }
  say("Installing chromium (playwright install), once ...");
  await runCommand(bin("playwright"), ["install", "chromium"]);
  return playwrightChromium() ?? fail("No browser for the end-to-end tests: set CHROMIUM_PATH to a Chromium or Chrome.");
}

/** A whole browser, as people have it: what is measured and what is pictured is drawn by it. */
export const ensureChromium = () => ensure("chromium");

/** For most tests: Chromium without the windows around a page, which take more of the processor than most pages do. */
export const ensureHeadlessChromium = () => ensure("chromium-headless-shell");
