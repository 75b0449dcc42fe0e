import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { newKey, openHost } from "./host.ts";

export type Ended = { status: number; stdout: string; stderr: string };

/** The built command line, as a process, against a host of its own with the real functions and an admin's key. */
export async function openTerminal() {
  execFileSync(process.execPath, ["scripts/reflex.mjs", "--help"], { stdio: "pipe" });
  const folder = mkdtempSync(join(tmpdir(), "reflex-cli-"));
  const host = await openHost(folder);
  const apiKey = await newKey(host);

  /** Runs the command; `onSaid` hears all that it said to the person so far, each time it says more. */
  function reflex(
    args: string[],
    environment: Record<string, string> = { REFLEX_API_KEY: apiKey },
    onSaid?: (stderr: string) => void,
  ): Promise<Ended> {
    const { REFLEX_API_KEY: _key, FORCE_COLOR: _colour, ...inherited } = process.env;
    const env = { ...inherited, REFLEX_CONVEX_URL: host.url, REFLEX_CONFIG_DIR: join(folder, "config"), ...environment };
    return new Promise((done) => {
      const child = execFile(process.execPath, ["build/reflex.mjs", ...args], { env }, (_error, stdout, stderr) =>
        done({ status: child.exitCode ?? -1, stdout, stderr }),
      );
      let said = "";
      child.stderr?.on("data", (text: string) => onSaid?.((said += text)));
    });
  }

  /** The command's JSON; a status that is not 0 fails the test with what it said. */
  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const ended = await reflex([...args, "--json"]);
    expect(ended, ended.stderr).toMatchObject({ status: 0 });
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  }

  async function close(): Promise<void> {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { host, folder, apiKey, reflex, json, close };
}
