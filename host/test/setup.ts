import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi, type FunctionReference } from "convex/server";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

import { built } from "./build.ts";
import { createHost, type Host, type HostOptions } from "../src/index.ts";

export const appFolder = path.join(import.meta.dirname, "app");
interface Modules {
  readonly auth: typeof import("./app/auth.ts");
  readonly counters: typeof import("./app/counters.ts");
  readonly files: typeof import("./app/files.ts");
  readonly keys: typeof import("./app/keys.ts");
  readonly notes: typeof import("./app/notes.ts");
  readonly search: typeof import("./app/search.ts");
  readonly trouble: typeof import("./app/trouble.ts");
}

// Names are checked, arguments are not: tests send wrong ones too.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = FunctionReference<any, "public", any, any>;
export const api = anyApi as unknown as { readonly [M in keyof Modules]: { readonly [F in keyof Modules[M]]: AnyFunction } };

/** A data folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "host-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A host of the sample app; closed with the test. */
export async function startHost(options: Partial<HostOptions> = {}): Promise<Host> {
  const host = await createHost({
    dataDir: options.dataDir ?? (await temporaryFolder()),
    port: 0,
    functions: built.app,
    dev: true,
    log: () => undefined,
    ...options,
  });
  onTestFinished(() => host.close());
  return host;
}

export function httpClient(host: Host): ConvexHttpClient {
  return new ConvexHttpClient(host.url, { skipConvexDeploymentUrlCheck: true, logger: false });
}

/** The official live client, closed with the test. */
export function liveClient(host: Host): ConvexClient {
  const client = new ConvexClient(host.url, {
    webSocketConstructor: WebSocket as never,
    skipConvexDeploymentUrlCheck: true,
    unsavedChangesWarning: false,
    logger: false,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Waits until `read` answers something true, and answers that. */
export async function eventually<T>(read: () => T | Promise<T>, timeoutMs = 10_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Nothing after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
