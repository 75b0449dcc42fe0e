/** A seeded folder served by the product itself, in a process of its own, and a signed-in client on its socket. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import type { Value } from "convex/values";
import { WebSocket } from "ws";

/** What the seeding script tells of a folder on its last line. */
export interface Seeded {
  readonly dataDir: string;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
  readonly deploymentId: string;
  readonly robotIds: readonly string[];
  readonly schemaId: string;
}

type Args = Record<string, Value>;
// oxlint-disable-next-line typescript/no-explicit-any -- the answers of some thirty functions, of which a field or two is read
export type Answer = any;

/** One running console and a client of it. */
export class Site {
  readonly seeded: Seeded;
  readonly startMs: number;
  readonly #child: ChildProcess;
  readonly #client: ConvexClient;
  readonly #url: string;

  private constructor(seeded: Seeded, startMs: number, child: ChildProcess, client: ConvexClient, url: string) {
    this.seeded = seeded;
    this.startMs = startMs;
    this.#child = child;
    this.#client = client;
    this.#url = url;
  }

  static async open(seeded: Seeded): Promise<Site> {
    const { child, url, startMs } = await startHost(seeded.dataDir);
    const client = new ConvexClient(url, {
      webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
      skipConvexDeploymentUrlCheck: true,
    });
    const { email, password } = seeded;
    const { tokens } = (await client.action(makeFunctionReference<"action">("auth:signIn"), {
      provider: "password",
      params: { email, password, flow: "signIn" },
    })) as Answer;
    const signedIn = new Promise<void>((resolve) =>
      client.setAuth(
        () => Promise.resolve(tokens.token),
        (isIn) => isIn && resolve(),
      ),
    );
    await signedIn;
    return new Site(seeded, startMs, child, client, url);
  }

  query(path: string, args: Args = {}): Promise<Answer> {
    return this.#client.query(makeFunctionReference<"query">(path), args);
  }

  mutate(path: string, args: Args): Promise<Answer> {
    return this.#client.mutation(makeFunctionReference<"mutation">(path), args);
  }

  /** An internal function, as the machine's administrator. */
  async run(path: string): Promise<Answer> {
    const { adminKey } = JSON.parse(readFileSync(join(this.seeded.dataDir, "host.json"), "utf8"));
    const headers = { "content-type": "application/json", authorization: `Convex ${adminKey}` };
    const response = await fetch(`${this.#url}/api/mutation`, {
      method: "POST",
      headers,
      body: JSON.stringify({ path, args: {}, format: "json" }),
    });
    return ((await response.json()) as Answer).value;
  }

  /** Resident memory now and at its highest, MB. */
  memory(): { now: number; highest: number } {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: mb("VmRSS"), highest: mb("VmHWM") };
  }

  async close(): Promise<void> {
    await this.#client.close();
    await endHost(this.#child);
  }
}

/** Starts the product on a folder; answers how long it took until it said that it is ready. */
export async function startHost(dataDir: string): Promise<{ child: ChildProcess; url: string; startMs: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs", "--port", "0", "--data", dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, IS_TEST: "1" },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /^ready (\S+)/m.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (status) => reject(new Error(`The host ended with status ${status}:\n${output.slice(-2_000)}`)));
  });
  return { child, url, startMs: performance.now() - begun };
}

export async function endHost(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
}
