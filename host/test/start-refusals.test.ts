import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startHost, temporaryFolder } from "./setup.ts";

// What can be seen to be wrong at the start is said there, by name, and not when somebody needs it.

/** A folder of functions with these files, in the repository so that it finds its packages. */
async function functionsOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = path.join(import.meta.dirname, "../../node_modules/.cache", `host-start-${crypto.randomUUID()}`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, "convex", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return path.join(folder, "convex");
}

const jobs = `import { httpActionGeneric, mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
export const sweep = mutationGeneric({ args: { days: v.number() }, handler: () => null });
export const look = queryGeneric({ args: {}, handler: () => process.env.PLACE ?? "nowhere" });`;
const cronFile = (line: string) => `import { cronJobs } from "convex/server";
const crons = cronJobs();
${line}
export default crons;`;

test.each([
  [
    "calls nothing",
    'crons.interval("sweep", { hours: 1 }, "jobs:swep", { days: 1 });',
    /The cron job "sweep" calls jobs:swep, which is no function/,
  ],
  [
    "calls a query",
    'crons.interval("look", { hours: 1 }, "jobs:look", {});',
    /"look" calls jobs:look, which is a query; only mutations and actions/,
  ],
  [
    "gives wrong arguments",
    'crons.interval("sweep", { hours: 1 }, "jobs:sweep", { days: "one" });',
    /"sweep" calls jobs:sweep with arguments that it does not take: .*\.days/s,
  ],
  [
    "has a rule of four fields",
    'crons.cron("sweep", "0 0 * *", "jobs:sweep", { days: 1 });',
    /"sweep" has no time that can be understood: .*five fields/,
  ],
])("a cron job that %s is refused by name, and nothing is changed", async (_what, line, message) => {
  const dataDir = await temporaryFolder();
  await startHost({ dataDir, functions: await functionsOf({ "jobs.ts": jobs }) }).then((host) => host.close());
  const files = {
    "jobs.ts": jobs,
    "crons.ts": cronFile(line),
    "schema.ts": 'import { defineSchema, defineTable } from "convex/server"; export default defineSchema({ added: defineTable({}) });',
  };
  await expect(startHost({ dataDir, functions: await functionsOf(files) })).rejects.toThrow(message);
  const told: unknown[] = [];
  const again = await startHost({
    dataDir,
    functions: await functionsOf({
      "jobs.ts": jobs,
      "crons.ts": cronFile('crons.interval("sweep", { hours: 1 }, "jobs:sweep", { days: 1 });'),
    }),
    log: (_level, event, facts) => void (event === "schema_applied" && told.push(facts)),
  });
  expect(told).toMatchObject([{ createdTables: 0 }]);
  await again.close();
  expect(await readdir(dataDir)).not.toContain("host.json");
});

const component = `import { defineComponent } from "convex/server";
import { v } from "convex/values";
export default defineComponent("mailer", { env: { KEY: v.string(), KIND: v.optional(v.union(v.literal("plain"), v.literal("rich"))) } });`;
const appWith = (options: string, env = "") => `import { defineApp } from "convex/server";
import { v } from "convex/values";
import mailer from "./mailer/convex.config";
const app = defineApp({ ${env} });
app.use(mailer, ${options});
export default app;`;
const withMailer = (options: string, env?: string) =>
  functionsOf({ "jobs.ts": jobs, "convex.config.ts": appWith(options, env), "mailer/convex.config.ts": component, "mailer/mail.ts": jobs });

test("a component that is mounted without a variable that it needs, or with one that it cannot use, is refused by name", async () => {
  await expect(withMailer("{}").then((functions) => startHost({ functions }))).rejects.toThrow(
    'The component "mailer" needs the environment variable "KEY"',
  );
  const wrong = withMailer('{ name: "second", env: { KEY: "k", KIND: "loud" } }').then((functions) => startHost({ functions }));
  await expect(wrong).rejects.toThrow('The component "second" cannot use what it is given as "KIND": its value does not match');
  await withMailer('{ env: { KEY: "k", KIND: "rich" } }').then((functions) => startHost({ functions }));
});

test("a declared variable without a usable value is told at the start with the remedy, and never its value", async () => {
  const env = 'env: { MAIL_KEY: v.string(), MODE: v.union(v.literal("on"), v.literal("off")), PLACE: v.optional(v.string()) }';
  const functions = await withMailer("{ env: { KEY: app.env.MAIL_KEY } }", env);
  const told: unknown[] = [];
  const log = (_level: string, event: string, facts: unknown) => void (event === "environment_incomplete" && told.push(facts));
  await startHost({ functions, log, env: { MODE: "a secret" } });
  expect(told).toEqual([
    { variable: "MAIL_KEY", reason: "it has no value", remedy: "npx convex env set MAIL_KEY VALUE" },
    { variable: "MODE", reason: expect.stringContaining("does not match"), remedy: "npx convex env set MODE VALUE" },
  ]);
  expect(JSON.stringify(told)).not.toContain("a secret");
  told.length = 0;
  await startHost({ functions, log, env: { MODE: "on", MAIL_KEY: "k" } });
  expect(told).toEqual([]);
});

test("the app's own prefix for HTTP actions holds for its routes, and for those of no component", async () => {
  const http = (what: string) => `import { httpActionGeneric, httpRouter } from "convex/server";
const http = httpRouter();
http.route({ path: "/who", method: "GET", handler: httpActionGeneric(() => Promise.resolve(new Response("${what}"))) });
export default http;`;
  const files = {
    "http.ts": http("app"),
    "jobs.ts": jobs,
    "convex.config.ts": appWith('{ httpPrefix: "/mail", env: { KEY: "k" } }', 'httpPrefix: "/own"'),
    "mailer/convex.config.ts": component,
    "mailer/http.ts": http("mailer"),
  };
  const host = await startHost({ functions: await functionsOf(files) });
  const answer = async (place: string) => (await fetch(`${host.siteUrl}${place}`)).text();
  expect([await answer("/own/who"), await answer("/mail/who")]).toEqual(["app", "mailer"]);
  expect((await fetch(`${host.siteUrl}/who`)).status).toBe(404);
});
