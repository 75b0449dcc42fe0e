import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import type { Plugin } from "vite";

import { languagesPlugin } from "./src/i18n/vite-plugin.ts";

import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** What a file changes for all that share its modules or its globals. */
const CHANGES_OTHERS = /\bvi\.(?:do)?(?:mock|stub\w+|useFakeTimers|setSystemTime)\(/i;
/** Of a folder whose tests have stubs and clocks taken back after each. */
const CHANGES_MODULES = /\bvi\.(?:do)?mock\(/i;

/** The tests of a folder that replace modules or globals. */
function changingOthers(folder: string, isTest: RegExp, changes: RegExp): string[] {
  const files = readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" });
  const tests = files.filter((file) => isTest.test(file) && !file.includes("node_modules")).map((file) => path.join(folder, file));
  return tests.filter((file) => changes.test(readFileSync(path.join(import.meta.dirname, file), "utf8")));
}

type Options = NonNullable<TestProjectInlineConfiguration["test"]>;

/**
 * The tests of a folder share one worker's modules and document, which more than halves their time; those that would change them
 * for others have a worker of their own each.
 */
function projects(
  name: string,
  folder: string,
  ending: "ts" | "tsx",
  options: Options,
  changes = CHANGES_OTHERS,
): TestProjectInlineConfiguration[] {
  const alone = changingOthers(folder, new RegExp(`\\.test\\.${ending}$`), changes);
  const shared: TestProjectInlineConfiguration = {
    extends: true,
    test: { name, include: [`${folder}/**/*.test.${ending}`], exclude: ["**/node_modules/**", ...alone], isolate: false, ...options },
  };
  return alone.length === 0 ? [shared] : [shared, { extends: true, test: { name: `${name}-alone`, include: alone, ...options } }];
}

/** For the functions that vitest runs itself; a host that a test starts has the library's own. */
const quickScrypt: Plugin = {
  name: "quick-scrypt",
  enforce: "pre",
  resolveId: (source, importer) =>
    source === "@noble/hashes/scrypt.js" && importer?.includes("/convex/model/") === true
      ? path.join(import.meta.dirname, "scripts/lib/test-scrypt.mjs")
      : null,
};

export default defineConfig({
  plugins: [languagesPlugin(), quickScrypt],
  test: {
    // One for each core, also on a machine of two.
    maxWorkers: availableParallelism(),
    // What the tests claim of time they measure themselves; a core that browsers and hosts share may be slow to come.
    testTimeout: 30_000,
    projects: [
      ...projects("host", "host", "ts", { environment: "node", globalSetup: "host/test/build.ts" }),
      ...projects("sdk", "sdk", "ts", { environment: "node" }),
      { extends: true, test: { name: "docs", include: ["docs/**/*.test.mjs"], environment: "node" } },
      ...projects("chaos", "chaos", "ts", { environment: "node", globalSetup: "chaos/attack/build.ts" }),
      ...projects(
        "convex",
        "convex",
        "ts",
        {
          environment: "edge-runtime",
          unstubEnvs: true,
          unstubGlobals: true,
          server: { deps: { inline: ["convex-test", "@convex-dev/auth"] } },
        },
        CHANGES_MODULES,
      ),
      ...projects("unit", "src", "ts", { environment: "node" }),
      // A document takes half a second to make, so only tests that draw have one.
      ...projects("components", "src", "tsx", { environment: "jsdom" }),
    ],
  },
});
