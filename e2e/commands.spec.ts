import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { rpc } from "./console.ts";

// The commands of README.md as a person types them; no browser.

type Ended = { status: number; stdout: string; stderr: string };
const run = (script: string, ...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    const child = execFile(process.execPath, [`scripts/${script}.mjs`, ...args], (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });

const test = base.extend<{
  folder: string;
  start: (...flags: string[]) => Promise<{ lines: string[]; url: string; interrupt: () => Promise<number | null> }>;
}>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "reflex-commands-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  start: async ({ folder }, use) => {
    const ends: (() => Promise<unknown>)[] = [];
    await use(async (...flags) => {
      const child = spawn(process.execPath, ["scripts/start.mjs", "--port", "0", "--data", folder, ...flags], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      const ended = new Promise<number | null>((done) => child.once("exit", done));
      const interrupt = (): Promise<number | null> => {
        child.kill("SIGINT");
        return ended;
      };
      ends.push(interrupt);
      await expect.poll(() => (child.exitCode === null ? stdout : `ended: ${stderr}`), { timeout: 60_000 }).toContain("ready ");
      const lines = stdout.trimEnd().split("\n");
      return { lines, url: lines.find((line) => line.startsWith("ready "))?.slice(6) ?? "", interrupt };
    });
    for (const end of ends) await end();
  },
});
test.skip(({ isMobile }) => isMobile, "A command has no viewport.");

const whoami = (url: string, apiKey: string): Promise<Record<string, unknown>> => rpc(url, "query", "publicApi:whoami", { apiKey });

test("start says ready and set up, refuses a second start, and Ctrl-C loses nothing", async ({ folder, start }) => {
  const first = await start();
  await expect.poll(() => first.lines.length).toBeGreaterThanOrEqual(1);
  expect(first.lines.filter((line) => line.startsWith("ready "))).toEqual([expect.stringMatching(/^ready http:\/\/127\.0\.0\.1:\d+$/)]);
  expect(statSync(join(folder, "host.json")).mode & 0o777).toBe(0o600);

  const second = await run("start", "--port", "0", "--data", folder);
  expect(second.status).toBe(1);
  expect(second.stdout).toBe("");
  expect(second.stderr).toContain("in use by another host");

  const key = (await run("admin", "create-key", "--name", "laptop", "--data", folder)).stdout.trim();
  expect(await whoami(first.url, key)).toMatchObject({ ok: true });
  expect(await first.interrupt()).toBe(0);
  expect(existsSync(join(folder, "host.json"))).toBe(false);

  const again = await start();
  expect(await whoami(again.url, key)).toMatchObject({ ok: true });
});

test("a key and an operator can be made without a running server, and the set-up link is gone once an operator exists", async ({
  folder,
  start,
}) => {
  const { stdout, status } = await run("admin", "create-key", "--name", "robot lab", "--data", folder);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^rfx_\S+\n$/);
  const operator = await run(
    "admin",
    "create-operator",
    "--email",
    "olga@reflex.example",
    "--password",
    "correct horse battery",
    "--role",
    "admin",
    "--data",
    folder,
  );
  expect(operator).toMatchObject({ status: 0, stdout: "created olga@reflex.example (admin)\n" });
  const { lines, url } = await start();
  expect(lines).toEqual([`ready ${url}`]);
  expect(await whoami(url, stdout.trim())).toMatchObject({ ok: true });
  const again = await run(
    "admin",
    "create-operator",
    "--email",
    "olga@reflex.example",
    "--password",
    "another password",
    "--role",
    "admin",
    "--data",
    folder,
  );
  expect(again.status).toBe(1);
  expect(readFileSync(join(folder, "host.json"), "utf8")).toContain(url);
});

test("a backup of a running host is that host again, keys included", async ({ folder, start }) => {
  const { url } = await start();
  const key = (await run("admin", "create-key", "--name", "laptop", "--data", folder)).stdout.trim();
  const archive = join(folder, "backup.zip");
  expect(await run("admin", "backup", "--to", archive, "--data", folder)).toMatchObject({ status: 0 });
  expect(await whoami(url, key)).toMatchObject({ ok: true });

  const restored = join(folder, "restored");
  execFileSync("python3", ["-m", "zipfile", "-e", archive, restored]);
  const second = await start("--data", restored);
  expect(second.url).not.toBe(url);
  expect(await whoami(second.url, key)).toMatchObject({ ok: true });
});

test("what is typed wrong is said, with the usage", async ({ folder }) => {
  for (const [script, ...args] of [
    ["admin", "create-key"],
    ["admin", "create-operator", "--email", "a@b.example", "--password", "x", "--role", "boss"],
    ["admin", "destroy"],
    ["start", "--port", "many"],
    ["start", "--colour", "red"],
  ] as const) {
    const ended = await run(script, ...args, "--data", folder);
    expect(ended.status, args.join(" ")).toBe(2);
    expect(ended.stderr.length).toBeGreaterThan(10);
  }
});
