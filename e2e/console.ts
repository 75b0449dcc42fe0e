import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A line of a child's stdout that matches, within a time; the whole output is in the error otherwise. */
function lineOf(child: ChildProcess, pattern: RegExp, ms: number): Promise<RegExpExecArray> {
  return new Promise((done, refuse) => {
    let output = "";
    const timer = setTimeout(() => refuse(new Error(`No line ${String(pattern)} within ${ms} ms:\n${output}`)), ms);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const match = pattern.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      done(match);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("exit", (status) => {
      clearTimeout(timer);
      refuse(new Error(`It ended with status ${status} before a line ${String(pattern)}:\n${output}`));
    });
  });
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once("exit", () => done()));

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await ended(child);
}

export type Console = {
  url: string;
  /** What signs the tokens of its sign-ins, as PEM. */
  tokenKey: string;
  /** The first-run link that the start printed; null when an operator exists. */
  setupUrl: string | null;
  /** Calls an internal function with the host's own key. */
  run: (kind: "query" | "mutation" | "action", path: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** What `npx convex env set` does, for several at once. */
  setVariables: (variables: Record<string, string>) => Promise<void>;
  /** Ends the host as a power cut does. */
  kill: () => Promise<void>;
  /** Starts it again, on the same folder and port. */
  revive: () => Promise<void>;
  close: () => Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((done, refuse) => {
    const server = createServer().once("error", refuse);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** `npm start` on a free port and an empty folder, with `env` beside this process' own environment. `hostname`: by which people reach it, if not by its IP address. */
export async function startConsole(env: Record<string, string> = {}, hostname?: string): Promise<Console> {
  const dataDir = mkdtempSync(join(tmpdir(), "reflex-e2e-"));
  const named = (port: string) => (hostname === undefined ? [] : ["--public-url", `http://${hostname}:${port}`]);
  const start = (port: string): ChildProcess =>
    spawn(process.execPath, ["scripts/start.mjs", "--port", port, "--data", dataDir, ...named(port)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
  let child = start(hostname === undefined ? "0" : String(await freePort()));
  const ready = await lineOf(child, /^ready (\S+)\n(?:set up (\S+)\n)?/m, 60_000);
  const url = ready[1] ?? "";
  // This machine calls it by its address: no name server knows the name.
  const local = hostname === undefined ? url : url.replace(hostname, "127.0.0.1");
  const { adminKey } = JSON.parse(readFileSync(join(dataDir, "host.json"), "utf8")) as { adminKey: string };
  const { jwtPrivateKey: tokenKey } = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8")) as { jwtPrivateKey: string };
  return {
    url,
    tokenKey,
    setupUrl: ready[2] ?? null,
    run: (kind, path, args) => rpc(local, kind, path, args, { authorization: `Convex ${adminKey}` }),
    setVariables: async (variables) => {
      const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
      const response = await fetch(`${local}/api/update_environment_variables`, {
        method: "POST",
        headers: { authorization: `Convex ${adminKey}` },
        body: JSON.stringify({ changes }),
      });
      if (!response.ok) throw new Error(`env set: ${response.status} ${await response.text()}`);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended(child);
    },
    revive: async () => {
      child = start(new URL(url).port);
      await lineOf(child, /^ready /m, 60_000);
    },
    close: async () => {
      await stop(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One Convex RPC; an error of the function is thrown. */
export async function rpc(
  url: string,
  kind: string,
  path: string,
  args: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/${kind}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ path, args, format: "json" }),
  });
  const body = (await response.json()) as { status: string; value?: Record<string, unknown>; errorMessage?: string; errorData?: unknown };
  if (body.status !== "success") throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body.value ?? {};
}

export type RobotProcess = { stop: () => Promise<void>; says: (pattern: RegExp, ms?: number) => Promise<void>; output: () => string };

export const withCameras = "with cameras";

/** `npm run robot` as a process of its own, with a credentials folder of its own; without a token where `flags` say how it gets one. Its cameras are off unless `flags` name them: what they see moves. */
export function startRobot(url: string, token: string | null, flags: string[] = []): RobotProcess {
  const folder = mkdtempSync(join(tmpdir(), "reflex-e2e-robot-"));
  const child = spawn(
    process.execPath,
    [
      "build/robot.mjs",
      ...(token === null ? [] : ["--token", token]),
      "--url",
      url,
      "--credentials",
      folder,
      "--hostname",
      "bench-pi",
      ...(flags.includes(withCameras) ? [] : ["--no-cameras"]),
      ...flags.filter((flag) => flag !== withCameras),
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    output: () => output,
    says: async (pattern, ms = 20_000) => {
      const until = Date.now() + ms;
      while (!pattern.test(output)) {
        if (Date.now() > until) throw new Error(`The robot did not say ${String(pattern)}:\n${output}`);
        await new Promise((done) => setTimeout(done, 50));
      }
    },
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
