import { defineConfig } from "vitest/config";

import { languagesPlugin } from "./src/i18n/vite-plugin.ts";

/** The tests that `npm run mutants` asks about the file under change, and no others: scripts/mutants.mjs names them. */
export default defineConfig({
  plugins: [languagesPlugin()],
  test: {
    include: (process.env["MUTANT_TESTS"] ?? "").split(","),
    environment: process.env["MUTANT_ENVIRONMENT"] ?? "node",
    // A test that a busy machine makes slow has not noticed a change.
    testTimeout: 50_000,
    server: { deps: { inline: ["convex-test"] } },
  },
});
