import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // One for each core, also on a machine of two.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: "host", include: ["host/**/*.test.ts"], environment: "node", testTimeout: 30_000, globalSetup: "host/test/build.ts" } },
      { extends: true, test: { name: "sdk", include: ["sdk/**/*.test.ts"], environment: "node", testTimeout: 30_000 } },
      { extends: true, test: { name: "docs", include: ["docs/**/*.test.mjs"], environment: "node" } },
      { extends: true, test: { name: "chaos", include: ["chaos/**/*.test.ts"], environment: "node", globalSetup: "chaos/attack/build.ts" } },
      {
        extends: true,
        test: {
          name: "convex",
          include: ["convex/**/*.test.ts"],
          environment: "edge-runtime",
          server: { deps: { inline: ["convex-test"] } },
        },
      },
      { extends: true, test: { name: "unit", include: ["src/**/*.test.ts"], environment: "node" } },
      // A document takes half a second to make, so only tests that draw have one.
      { extends: true, test: { name: "components", include: ["src/**/*.test.tsx"], environment: "jsdom" } },
    ],
  },
});
