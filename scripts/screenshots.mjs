/** `node scripts/screenshots.mjs`: the pictures of README.md, taken of a running demo fleet. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { ensureChromium } from "./lib/browser.mjs";
import { ensureInstalled, root, say } from "./lib/workspace.mjs";

await ensureInstalled();
const { chromium } = createRequire(join(root, "package.json"))("@playwright/test");
const dataDir = mkdtempSync(join(tmpdir(), "reflex-pictures-"));
const server = spawn(process.execPath, ["scripts/start.mjs", "--port", "0", "--data", dataDir, "--demo", "8"], {
  cwd: root,
  stdio: ["ignore", "pipe", "pipe"],
});
let output = "";
for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (output += chunk));
const until = async (pattern, seconds) => {
  for (let waited = 0; waited < seconds * 4; waited += 1) {
    const match = pattern.exec(output);
    if (match !== null) return match;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`no ${pattern} in:\n${output}`);
};

try {
  const [, url] = await until(/^ready (\S+)$/m, 60);
  const [, email, password] = await until(/^sign in (\S+) (\S+)$/m, 60);
  await until(/demo fleet is running/, 180);
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: ["--no-sandbox", "--disable-gpu"] });
  const folder = join(root, "docs", "images");
  mkdirSync(folder, { recursive: true });
  const shots = async (name, viewport, paths) => {
    const page = await browser.newPage({ viewport, colorScheme: "light" });
    await page.goto(`${url}/sign-in`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((address) => !address.pathname.includes("sign-in"));
    for (const [picture, open] of paths) {
      await open(page);
      // Charts and ages need some live data before the picture is a fair one.
      await page.waitForTimeout(4000);
      await page.screenshot({ path: join(folder, `${picture}${name}.png`) });
      say(`docs/images/${picture}${name}.png`);
    }
    await page.close();
  };
  const session = async (page) => {
    await page.goto(`${url}/sessions`);
    await page.getByRole("row").filter({ hasText: /apply/i }).getByRole("link").first().click();
  };
  const robot = async (page) => {
    await page.goto(`${url}/robots`);
    await page
      .getByRole("link", { name: /so101-01/ })
      .first()
      .click();
  };
  await shots("", { width: 1440, height: 900 }, [
    ["fleet", (page) => page.goto(`${url}/`)],
    ["session", session],
    ["robot", robot],
    ["receipts", (page) => page.goto(`${url}/receipts`)],
  ]);
  await shots("-phone", { width: 390, height: 844 }, [["session", session]]);
  await browser.close();
} finally {
  const ended = server.exitCode === null ? new Promise((done) => server.once("exit", done)) : Promise.resolve();
  server.kill("SIGTERM");
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}
