import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";

import { onTestFinished } from "vitest";

import { built } from "./build.ts";

export interface ChildHost {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
}

/** Starts the host as a process of its own, and resolves when it listens. */
export async function startChild(args: readonly string[], nodeOptions: readonly string[] = []): Promise<ChildHost> {
  const child = spawn(process.execPath, [...nodeOptions, built.cli, "--functions", built.app, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  let errors = "";
  child.stderr.on("data", (data) => (errors = `${errors}${String(data)}`.slice(-4000)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`The host ended with ${code}: ${errors}`)));
  });
  return { process: child, exited };
}

/** A port that is free now, for a host that must come back at the same place. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
