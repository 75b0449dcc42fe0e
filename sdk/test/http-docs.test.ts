import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHost } from "../../host/src/index.ts";

// docs/http.md as a reader runs it: every block, in its order, with the system's own curl and python3.

type Host = Awaited<ReturnType<typeof createHost>>;
let host: Host;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-http-"));
  host = await createHost({ dataDir: join(folder, "data"), port: 0, hostname: "127.0.0.1", functions: "convex", log: () => undefined });
  const { apiKey } = (await host.run("setup:createApiKey", { name: "docs", role: "admin" }, "mutation")) as { apiKey: string };
  environment = { ...process.env, REFLEX_CONVEX_URL: host.url, REFLEX_API_KEY: apiKey };
}, 60_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

const blocks = (language: string): string[] =>
  [...readFileSync("docs/http.md", "utf8").matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = ""]) => text);

const run = (command: string, text: string): Promise<{ status: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    const child = execFile(command, command === "python3" ? ["-c", text] : ["-euc", text], { env: environment }, (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });

test("the curl examples answer with success", async () => {
  const commands = blocks("sh");
  expect(commands.length).toBeGreaterThanOrEqual(3);
  for (const command of commands) {
    const ended = await run("bash", command);
    expect(ended, ended.stderr).toMatchObject({ status: 0 });
    const answer = JSON.parse(ended.stdout) as { status?: string; value?: { ok: boolean }; now?: number };
    if (answer.now === undefined) expect(answer).toMatchObject({ status: "success", value: { ok: true } });
    else expect(Math.abs(answer.now - Date.now())).toBeLessThan(60_000);
  }
});

test("the Python examples run with the standard library, one after the other", async () => {
  const ended = await run("python3", blocks("python").join("\n"));
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  for (const line of ["paired True", "heartbeats accepted True", "idempotent True", "refused: invalid"]) expect(ended.stdout).toContain(line);
  expect(ended.stdout).toMatch(/^1 \S+ \d{13} task_done$/m);
  expect(ended.stdout).toMatch(/^\w+ -> /m);
  expect(ended.stdout).toContain("NOT CONFIRMED, hardware stop at bench 2");
});
