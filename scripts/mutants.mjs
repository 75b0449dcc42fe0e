/**
 * `npm run mutants [-- name…]`: changes one place at a time in the code that decides whether an arm may move, and asks its tests.
 * A change that no test notices is named; docs/mutants.md explains those that are left. Not part of `npm test`: it takes
 * from one to ten minutes a file. What did not change since the last run is not asked again (build/mutants).
 */
import { rmSync } from "node:fs";

import { bin, ensureInstalled, fail, runCommand, say } from "./lib/workspace.mjs";

const model = "convex/model/sessions";
const server = (...names) => names.map((name) => `convex/${name}.test.ts`);
/** What is changed, one file or what was parted from it, and the tests that answer for it. */
const files = {
  rules: {
    mutate: ["rules", "changes", "actionBudget"].map((name) => `${model}/${name}.ts`),
    tests: ["rules", "rules.ends", "rules.heartbeat", "promoteRule", "actionBudget"].map((name) => `${model}/${name}.test.ts`),
  },
  promoteRule: {
    mutate: `${model}/promoteRule.ts`,
    tests: ["promoteRule", "rules", "actionBudget"].map((name) => `${model}/${name}.test.ts`),
  },
  stopRule: { mutate: `${model}/stopRule.ts`, tests: ["stopRule", "rules"].map((name) => `${model}/${name}.test.ts`) },
  state: { mutate: `${model}/state.ts`, tests: ["state", "rules"].map((name) => `${model}/${name}.test.ts`) },
  conditions: {
    mutate: ["promoteConditions", "hopConditions"].map((name) => `${model}/${name}.ts`),
    tests: ["promoteConditions", "hopConditions"].map((name) => `${model}/${name}.test.ts`),
  },
  approvals: { mutate: `${model}/approvalRules.ts`, tests: [`${model}/approvalRules.test.ts`] },
  presenceRule: { mutate: `${model}/presenceRule.ts`, tests: [`${model}/presenceRule.test.ts`] },
  // The parts that read and write are asked by the tests of the functions that they serve.
  ending: { mutate: `${model}/ending.ts`, tests: server("stops", "sessions"), environment: "edge-runtime" },
  promoting: {
    mutate: `${model}/promoting.ts`,
    tests: server("promotes", "approvals", "presence", "trials", "control"),
    environment: "edge-runtime",
  },
  promoteFacts: { mutate: `${model}/promoteFacts.ts`, tests: server("promoteFacts", "promoteBinding"), environment: "edge-runtime" },
  approving: { mutate: `${model}/approvals.ts`, tests: server("approvalRecords", "trials"), environment: "edge-runtime" },
  store: {
    mutate: `${model}/store.ts`,
    tests: server("sessionRecords", "sessionEndRecords", "sessionWrites", "control"),
    environment: "edge-runtime",
  },
  loaded: { mutate: [`${model}/loaded.ts`, `${model}/marks.ts`], tests: server("stops", "marks"), environment: "edge-runtime" },
  presence: { mutate: `${model}/presence.ts`, tests: server("presence", "presenceRecords"), environment: "edge-runtime" },
  starting: { mutate: [`${model}/starting.ts`, `${model}/grants.ts`], tests: server("starting", "grants"), environment: "edge-runtime" },
  views: { mutate: `${model}/views.ts`, tests: server("sessionViews", "trials"), environment: "edge-runtime" },
  counts: { mutate: "convex/model/heartbeats/counts.ts", tests: ["convex/model/heartbeats/counts.test.ts"] },
  clock: { mutate: "convex/model/heartbeats/clock.ts", tests: ["convex/model/heartbeats/clock.test.ts"] },
  lease: {
    mutate: ["lease", "answer"].map((name) => `sdk/agent/${name}.ts`),
    tests: ["answer", "lease", "lease-actions", "agent-pushes"].map((name) => `sdk/agent/${name}.test.ts`),
  },
  agent: {
    mutate: ["agent", "counts", "pace", "report"].map((name) => `sdk/agent/${name}.ts`),
    tests: ["agent", "agent-events", "agent-pushes", "agent-runs", "pace"].map((name) => `sdk/agent/${name}.test.ts`),
  },
  stopProgress: { mutate: "src/components/sessions/stop-progress.ts", tests: ["src/components/sessions/stop-progress.test.ts"] },
  stopStore: { mutate: "src/components/sessions/stop-store.ts", tests: ["src/components/sessions/stop-store.test.ts"] },
  stopReports: {
    mutate: "src/components/sessions/stop-reports.tsx",
    tests: ["software-stop", "stop-reports"].map((name) => `src/components/sessions/${name}.test.tsx`),
    environment: "jsdom",
  },
  stopReport: {
    mutate: "src/components/sessions/stop-report.tsx",
    tests: ["src/components/sessions/stop-report.test.tsx"],
    environment: "jsdom",
  },
};

await ensureInstalled();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in files));
if (unknown.length > 0) fail(`No file named ${unknown.join(", ")}. There are ${Object.keys(files).join(", ")}.`, 2);
const failed = [];
for (const [name, { mutate, tests, environment = "node" }] of Object.entries(files)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const changed = [mutate].flat();
  say(changed.join(", "));
  const env = {
    ...process.env,
    MUTANT_FILES: changed.join(","),
    MUTANT_NAME: name,
    MUTANT_TESTS: tests.join(","),
    MUTANT_ENVIRONMENT: environment,
  };
  if ((await runCommand(bin("stryker"), ["run"], { env })) !== 0) failed.push(...changed);
}
rmSync(".stryker-tmp", { recursive: true, force: true });
if (failed.length > 0) fail(`Too many changes went unnoticed in ${failed.join(", ")}.`);
