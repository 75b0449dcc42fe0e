import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const explicit = process.env.CHROMIUM_PATH === "" ? undefined : process.env.CHROMIUM_PATH;
const debian = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].filter((path) => existsSync(path));
const [executablePath] = explicit === undefined ? debian : [explicit];
/** Only a browser with windows can ask its system to show a notice. */
const whole = explicit ?? debian.at(-1);
const noticesOfTheSystem = "notifications.spec.ts";
/** Who may do what, how one signs in, and what stands in an address: the same on every screen. e2e/pages.spec.ts and e2e/second-factor.spec.ts look at these pages on a phone. */
const sameOnAnyScreen = [
  "audit",
  "deep-links",
  "login",
  "member-limits",
  "openid",
  "organizations",
  "passkeys",
  "plain-http",
  "sign-in-rule",
].map((name) => `${name}.spec.ts`);
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Letters of one shape in the whole browser and in the one without windows: pictures are compared.
  "--font-render-hinting=slight",
];
const desktop = { viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  outputDir: "test-results/e2e",
  snapshotPathTemplate: "e2e/pictures/{arg}{ext}",
  workers: 3,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    // A route of a test is not asked where a worker stands between; e2e/phone.spec.ts has it.
    serviceWorkers: "block",
    // Without film and page snapshots: they are made on the processor at every step, which starves the page on a small machine.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args },
  },
  projects: [
    { name: "desktop", testIgnore: noticesOfTheSystem, use: desktop },
    {
      name: "phone",
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
      testIgnore: [noticesOfTheSystem, ...sameOnAnyScreen],
    },
    {
      name: "desktop, whole browser",
      testMatch: noticesOfTheSystem,
      use: { ...desktop, ...(whole === undefined ? { channel: "chromium" } : { launchOptions: { executablePath: whole, args } }) },
    },
  ],
});
