/** How scripts/mutants.mjs runs Stryker: on one file, or the parts of one, with its own tests, one change after the other. */
const { MUTANT_FILES: files = "", MUTANT_NAME: name = "", MUTANT_ENVIRONMENT: environment = "node" } = process.env;

export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.mutants.config.ts", related: false },
  mutate: files.split(","),
  // What a page says is a message: its macro takes no text and no plural that is chosen while the page runs.
  mutator: { excludedMutations: environment === "jsdom" ? ["StringLiteral", "ObjectLiteral"] : [] },
  ignorePatterns: ["build", "docs", "bench", "chaos", "e2e", "sdk-python", "dist", "test-results", ".reflex"],
  // A second one would only wait: the tests of one change are few.
  concurrency: 1,
  coverageAnalysis: "perTest",
  // A busy machine must not make a change look noticed. One that loops for ever is told by how often its place is passed.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: `build/mutants/${name}.json`,
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: `build/mutants/${name}-report.json` },
  clearTextReporter: { allowColor: false, reportTests: false, skipFull: true },
  thresholds: { high: 100, low: 95, break: 95 },
  disableTypeChecks: false,
  // It would rewrite its paths with the compiler's old interface; nothing is compiled here.
  tsconfigFile: "no-tsconfig.json",
  allowEmpty: false,
  tempDirName: ".stryker-tmp",
  checkers: [],
};
