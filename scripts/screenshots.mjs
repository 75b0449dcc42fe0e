/** `node scripts/screenshots.mjs [NAME ...]`: the pictures of README.md and docs/, taken of a running demo fleet. Each must stay below 150 KB. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { ensureChromium } from "./lib/browser.mjs";
import { ensureInstalled, root, say } from "./lib/workspace.mjs";

const MOST_BYTES = 150_000;
const wanted = process.argv.slice(2);

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
      if (wanted.length > 0 && !wanted.includes(`${picture}${name}`)) continue;
      await open(page);
      // Charts and ages need some live data before the picture is a fair one.
      await page.waitForTimeout(4000);
      // Nothing is pictured as it looks under a pointer that was left there.
      await page.mouse.move(0, 0);
      const path = join(folder, `${picture}${name}.png`);
      await page.screenshot({ path });
      say(`docs/images/${picture}${name}.png ${Math.round(statSync(path).size / 1000)} KB`);
      if (statSync(path).size > MOST_BYTES) throw new Error(`${path} is too large: show less of the page.`);
    }
    await page.close();
  };
  const session = async (page) => {
    await page.goto(`${url}/sessions`);
    await page.getByRole("row").filter({ hasText: /apply/i }).getByRole("link").first().click();
  };
  const dryRun = async (page) => {
    await page.goto(`${url}/sessions`);
    await page.getByRole("row").filter({ hasText: /dry/i }).getByRole("link").first().click();
  };
  const promoteSheet = async (page) => {
    await dryRun(page);
    await page.getByRole("button", { name: "Promote…" }).click();
  };
  const pairing = async (page) => {
    await page.goto(`${url}/robots/new`);
    await page.getByLabel("Name").fill("bench-arm");
    await page.getByLabel("Where its hardware emergency stop is").fill("red button, bench 1");
    await page.getByRole("button", { name: "Register robot" }).click();
    await page.getByRole("button", { name: "Show pairing code" }).click();
  };
  const deployment = async (page) => {
    await page.goto(`${url}/deployments`);
    await page.getByRole("main").getByRole("row").getByRole("link").first().click();
    await page
      .getByRole("button", { name: /run the doctor|run again/i })
      .first()
      .click();
  };
  const receipt = async (page) => {
    await page.goto(`${url}/receipts`);
    await page.getByRole("main").getByRole("row").getByRole("link").first().click();
  };
  // Legal in every state, so that a busy machine, whose arms fell back to their dry runs, has this picture too.
  const stopped = async (page) => {
    await page.goto(`${url}/sessions`);
    await page
      .getByRole("row")
      .filter({ hasText: /apply|dry/i })
      .getByRole("link")
      .first()
      .click();
    await page
      .getByRole("button", { name: /^Software stop/ })
      .first()
      .click();
  };
  const robot = async (page) => {
    await page.goto(`${url}/robots`);
    await page
      .getByRole("link", { name: /so101-01/ })
      .first()
      .click();
  };
  const desktop = { width: 1200, height: 720 };
  // First what applies actions: on a busy machine an arm may fall back to its dry run before the last picture.
  await shots("", desktop, [
    ["fleet", (page) => page.goto(`${url}/`)],
    ["session", session],
  ]);
  await shots("-phone", { width: 390, height: 844 }, [["session", session]]);
  await shots("", desktop, [
    ["robot", robot],
    ["receipts", (page) => page.goto(`${url}/receipts`)],
    ["pair", pairing],
    ["deployment", deployment],
    ["dry-run", dryRun],
    ["promote", promoteSheet],
    ["receipt", receipt],
    ["review", (page) => page.goto(`${url}/receipts/review`)],
    ["audit", (page) => page.goto(`${url}/audit`)],
    // The last: a dry run with a safe stop may not be promoted.
    ["stop", stopped],
  ]);
  await browser.close();
} finally {
  const ended = server.exitCode === null ? new Promise((done) => server.once("exit", done)) : Promise.resolve();
  server.kill("SIGTERM");
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}
