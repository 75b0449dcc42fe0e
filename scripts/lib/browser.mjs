/** Finds a browser for the end-to-end tests, and installs one when the machine has none. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { bin, fail, root, runCommand, runQuietly, say } from "./workspace.mjs";

const debianChromium = "/usr/bin/chromium";

/** The browser Playwright brings itself, when it is downloaded. */
function playwrightChromium() {
  const { chromium } = createRequire(join(root, "package.json"))("@playwright/test");
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** An explicit path wins, then the system's chromium, then Playwright's own. */
function findChromium() {
  const explicit = process.env.CHROMIUM_PATH;
  if (explicit !== undefined && explicit !== "") return existsSync(explicit) ? explicit : fail(`CHROMIUM_PATH names no file: ${explicit}`);
  return existsSync(debianChromium) ? debianChromium : playwrightChromium();
}

/** The path of a chromium, installing one (apt as root on Debian, otherwise Playwright's) when needed. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== null) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    say("Installing chromium (apt-get), once ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await runQuietly("apt-get", ["update", "-qq"], { env });
    const { output } = await runQuietly("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
    if (existsSync(debianChromium)) return debianChromium;
    say(output);
  }
  say("Installing chromium (playwright install), once ...");
  await runCommand(bin("playwright"), ["install", "chromium"]);
  return playwrightChromium() ?? fail("No browser for the end-to-end tests: set CHROMIUM_PATH to a Chromium or Chrome.");
}
