import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, newKey, openHost } from "./host.ts";
import { agentVersion } from "../agent/connect.ts";

// The package as somebody gets it who has nothing of ours: the tarball, installed without a network into an empty project.

type Ended = { status: number; stdout: string; stderr: string };
let host: Host;
let folder: string;
let project: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-package-"));
  project = join(folder, "project");
  mkdirSync(project);
  const tarball = execFileSync(process.execPath, ["scripts/package-sdk.mjs", "--out", folder], { encoding: "utf8", stdio: "pipe" }).trim();
  host = await openHost(folder);
  const apiKey = await newKey(host, "operator");
  const { FORCE_COLOR: _colour, NODE_PATH: _path, ...inherited } = process.env;
  // No cache and no registry either: what the package needs is in it.
  const npm = { npm_config_cache: join(folder, "cache"), npm_config_offline: "true", npm_config_registry: "http://127.0.0.1:9" };
  environment = { ...inherited, ...npm, REFLEX_CONVEX_URL: host.url, REFLEX_API_KEY: apiKey, REFLEX_CONFIG_DIR: join(folder, "config") };
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  const installed = await run("npm", ["install", tarball, "--no-audit", "--no-fund"]);
  expect(installed, installed.stderr).toMatchObject({ status: 0 });
}, 120_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, args: string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(command, args, { cwd: project, env: environment }, (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test("it is all there is in the project, and has nothing of the dashboard", () => {
  expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["reflex-console-sdk"]);
  const inside = join(project, "node_modules", "reflex-console-sdk");
  expect(readdirSync(inside).sort()).toEqual(["LICENSE", "README.md", "THIRD-PARTY.md", "bin", "dist", "package.json", "types"]);
  const manifest = JSON.parse(readFileSync(join(inside, "package.json"), "utf8")) as { version: string; dependencies?: object };
  expect(manifest).toMatchObject({ version: agentVersion, license: "Apache-2.0" });
  expect(manifest.dependencies).toBeUndefined();
  const licences = readFileSync(join(inside, "THIRD-PARTY.md"), "utf8");
  for (const name of ["commander", "convex", "ws", "yaml"]) expect(licences).toMatch(new RegExp(`^## ${name} \\d.*\\n\\n[^#]{400}`, "m"));
  expect(licences).not.toMatch(/^## (react|recharts|@tanstack|vite)/m);
});

test("plain JavaScript uses it", async () => {
  const schema = resolve("docs/examples/so101.schema.json");
  writeFileSync(
    join(project, "use.js"),
    `import { createDeploymentFromSpec, listDeployments, ReflexError, registerRobot, registerRobotSchema } from "reflex-console-sdk";
import { RobotAgent, pair } from "reflex-console-sdk/agent";
import { writeFileSync } from "node:fs";
const { id: robotSchemaId } = await registerRobotSchema({ name: "so101", schema: ${JSON.stringify(schema)} });
const robot = await registerRobot({ name: "arm-1", robotSchemaId });
writeFileSync("spec.yaml", "name: pick\\nmodelId: pi0.5\\nrobotSchemaId: " + robotSchemaId + "\\n");
await createDeploymentFromSpec("spec.yaml");
const { deployments } = await listDeployments();
const refused = await registerRobot({ name: "", robotSchemaId }).catch((error) => error instanceof ReflexError && error.code);
const unpaired = await pair({ token: "pair_nonsense", convexUrl: process.env.REFLEX_CONVEX_URL, folder: "robots" }).catch((error) => error.code);
console.log(JSON.stringify({ robot: typeof robot.id, names: deployments.map(({ name }) => name), refused, unpaired, agent: typeof RobotAgent }));
`,
  );
  const ended = await run(process.execPath, ["use.js"]);
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  expect(JSON.parse(ended.stdout)).toEqual({
    robot: "string",
    names: ["pick"],
    refused: "invalid",
    unpaired: "unknown",
    agent: "function",
  });
});

test("TypeScript finds its types, and they find mistakes", async () => {
  const compilerOptions = { strict: true, noEmit: true, target: "ES2023", lib: ["ES2023", "DOM"], types: [], module: "nodenext" };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
  writeFileSync(
    join(project, "use.ts"),
    `import { authorizeSession, listSessions, promoteSession, type Grant, type SessionRow } from "reflex-console-sdk";
import { connect, RobotAgent, type RobotDriver, type StoredRobot } from "reflex-console-sdk/agent";
export async function start(deploymentId: string): Promise<Grant> {
  const answer = await authorizeSession({ deploymentId, mode: "dry_run" });
  if (!answer.ok) throw new Error(answer.reason);
  const promoted = await promoteSession(answer.sessionId, { budgetSeconds: 60 });
  if (!promoted.ok) for (const { code, fix } of promoted.unmet ?? []) code.concat(fix);
  return answer;
}
export const rows = async (): Promise<SessionRow[]> => (await listSessions({ status: "active" })).sessions;
export const agent = (driver: RobotDriver, robot: StoredRobot): RobotAgent => new RobotAgent(driver, connect(robot), { intervalMs: 500 });
// @ts-expect-error There is no such mode.
void authorizeSession({ mode: "full_speed" });
// @ts-expect-error An id is text.
void promoteSession(7);
`,
  );
  const ended = await run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"]);
  expect(ended, ended.stdout).toMatchObject({ status: 0, stdout: "" });
});

test("npx reflex is there, and speaks to the host", async () => {
  const [help, whoami] = await Promise.all([run("npx", ["reflex", "--help"]), run("npx", ["reflex", "whoami", "--json"])]);
  expect(help, help.stderr).toMatchObject({ status: 0 });
  expect(help.stdout).toContain("Usage: reflex");
  expect(whoami, whoami.stderr).toMatchObject({ status: 0 });
  expect(JSON.parse(whoami.stdout)).toMatchObject({ ok: true, role: "operator" });
});
