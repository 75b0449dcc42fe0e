import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

import type { FaultyProxy } from "./proxy.ts";

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once("exit", () => done()));

/** Children that run, or are frozen: a frozen one would outlive a runner that was interrupted, for ever. */
const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});
for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.once(signal, () => process.exit(status));

function born(child: ChildProcess): ChildProcess {
  alive.add(child);
  child.once("exit", () => alive.delete(child));
  return child;
}

/** A child that the schedule may stop, let go on and kill. */
class Victim {
  protected child: ChildProcess | null = null;

  /** Freezes the process where it stands, as a debugger or a machine out of memory does. */
  freeze(): void {
    this.child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.child?.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child === null) return;
    child.kill("SIGKILL");
    await gone(child);
  }

  /** Asks for a clean end; a process that does not answer is killed. */
  async end(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child === null) return;
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone(child);
    clearTimeout(late);
  }

  /** None while it is away. */
  get pids(): number[] {
    return this.child?.pid === undefined ? [] : [this.child.pid];
  }

  /** False also for a process that ended by itself. */
  get isUp(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** The host of one world; every start serves the same data folder on the same port. */
export class HostVictim extends Victim {
  port = 0;
  adminKey = "";
  /** What it signs sign-ins with, as PEM. */
  tokenKey = "";
  readonly #dataDir: string;
  readonly #staticDir: string | null;
  readonly #log: string;

  /** @param staticDir the built dashboard, for a world with a browser */
  constructor(folder: string, staticDir: string | null = null) {
    super();
    this.#staticDir = staticDir;
    this.#dataDir = join(folder, "data");
    this.#log = join(folder, "host.log");
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the disk under the data folder does from now on. */
  disk(state: "full" | "unsynced" | "sound"): void {
    if (this.child?.connected === true) this.child.send({ disk: state });
  }

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    // Without the optimizing compiler for WebAssembly: it would cost more than the few seconds of a run give back.
    const child = spawn(
      process.execPath,
      [
        "--liftoff-only",
        "--min-semi-space-size=16",
        "build/chaos-host.mjs",
        this.#dataDir,
        String(this.port),
        ...(this.#staticDir === null ? [] : [this.#staticDir]),
      ],
      { stdio: ["ignore", "pipe", "pipe", "ipc"] },
    );
    this.child = born(child);
    child.stderr?.on("data", (bytes: Buffer) => appendFileSync(this.#log, bytes));
    const line = await new Promise<string | null>((done, refuse) => {
      let output = "";
      child.stdout?.on("data", (bytes: Buffer) => {
        output += bytes.toString();
        if (output.includes("\n")) done(output);
      });
      // Killed by the schedule while it started: whoever killed it starts it again.
      child.once("exit", (status, signal) =>
        (this.child === child ? refuse : () => done(null))(
          new Error(`The host ended (${status ?? signal}) before it served; see ${this.#log}`),
        ),
      );
    });
    if (line !== null) ({ adminKey: this.adminKey, tokenKey: this.tokenKey } = JSON.parse(line) as { adminKey: string; tokenKey: string });
  }
}

/** One arm: its process, its way to the host, its black box. */
export class ArmVictim extends Victim {
  readonly file: string;
  readonly proxy: FaultyProxy;
  readonly robotId: string;
  readonly #credential: string;
  readonly #intervalMs: number;
  readonly #log: string;

  constructor(folder: string, proxy: FaultyProxy, robot: { robotId: string; credential: string; intervalMs: number }) {
    super();
    this.proxy = proxy;
    this.robotId = robot.robotId;
    this.#credential = robot.credential;
    this.#intervalMs = robot.intervalMs;
    this.file = join(folder, `arm-${robot.robotId}.jsonl`);
    this.#log = join(folder, `arm-${robot.robotId}.log`);
  }

  start(): void {
    const args = [
      "--min-semi-space-size=16",
      "build/chaos-arm.mjs",
      this.proxy.url,
      this.robotId,
      this.#credential,
      this.file,
      String(this.#intervalMs),
    ];
    this.child = born(spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe", "ipc"] }));
    this.child.stderr?.on("data", (bytes: Buffer) => appendFileSync(this.#log, bytes));
  }

  /** Puts the arm's wall clock so far off. */
  skew(skewMs: number): void {
    if (this.child?.connected === true) this.child.send({ skewMs });
  }
}
