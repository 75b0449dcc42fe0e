import { mkdir, rm } from "node:fs/promises";
import path from "node:path";

import { addressLimits } from "./http/address-limits.ts";
import { freePort, urlHost } from "./http/addresses.ts";
import { ScheduledBackups } from "./operation/backups.ts";
import { Authenticator } from "./calls/auth.ts";
import type { Flushed } from "./engine/types.ts";
import { Breath } from "./mutations/breath.ts";
import { DEFAULT_CALL_BYTES } from "./calls/call-size.ts";
import { CallError } from "./calls/failure.ts";
import { Files } from "./files.ts";
import { ownTable } from "./functions/components.ts";
import { refuseWrongMounts, unusableVariables } from "./functions/declared-env.ts";
import { functionGlobals } from "./functions/globals.ts";
import { FunctionEnv } from "./functions/env.ts";
import { FunctionLog } from "./calls/function-log.ts";
import { Imports } from "./transfer/import.ts";
import { Exports } from "./http/export.ts";
import { HttpServer } from "./http/server.ts";
import { loadKeys, writeDurably } from "./keys.ts";
import { loadFunctions } from "./functions/loader.ts";
import { defaultLog, jsonLog, messageOf } from "./operation/log.ts";
import { MemoryGuard } from "./operation/memory-guard.ts";
import { Metrics } from "./operation/metrics.ts";
import { COMMIT_SECONDS, describeMetrics } from "./operation/host-metrics.ts";
import { MutationQueue } from "./mutations/mutations.ts";
import { hostItself, type Call, type Outcome } from "./calls/call.ts";
import type { Host, HostOptions } from "./options.ts";
import { openLocked, prepare, reportSchema } from "./operation/opening.ts";
import { guardProcess } from "./operation/process-guard.ts";
import { Runtime } from "./functions/runtime.ts";
import { refuseWrongCrons } from "./scheduler/check-crons.ts";
import { Scheduler } from "./scheduler/scheduler.ts";
import { removeUnfinished } from "./transfer/snapshot.ts";
import { StoreHealth } from "./operation/store-health.ts";
import { StaticFiles } from "./http/static-files.ts";
import { StuckCalls, stuckFile } from "./calls/stuck.ts";
import { Subscriptions } from "./sync/subscriptions.ts";
import { systemFunctions } from "./functions/system-functions.ts";
import { startWatchdog } from "./operation/watchdog.ts";

export { bundleFunctions } from "./functions/bundle.ts";
export { readAdminKey } from "./keys.ts";
export type { Log } from "./operation/log.ts";
export { jsonLog, terminalLog } from "./operation/log.ts";
export type { Host, HostOptions } from "./options.ts";
export { isSupervised, serveSupervised, supervise } from "./operation/supervisor.ts";
export { STUCK_SIGNAL } from "./operation/watchdog.ts";

/** The clients give up after 30 to 60 s without a message. */
const HEARTBEAT_MS = 15_000;
const GC_EVERY_MS = 3_600_000;

/**
 * Starts a host: opens the data folder, brings its tables to the schema of the functions, and listens.
 *
 * @throws when the folder is in use (`code` `DATA_DIR_IN_USE`), the port is taken (`EADDRINUSE`), the functions do not load, or
 *   the data does not fit the schema
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const log = options.log ?? defaultLog();
  const hostname = options.hostname ?? "127.0.0.1";
  const metrics = new Metrics();
  const opened: (() => void | Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) {
      // One part that fails to close must not keep the others open.
      await Promise.resolve(close()).catch((error: unknown) => log("error", "close_failed", { message: messageOf(error) }));
    }
  };
  try {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    const engine = openLocked(options.dataDir);
    opened.push(() => engine.close());
    await removeUnfinished(options.dataDir);
    const keys = await loadKeys(options.dataDir);
    // Functions read their own URL while they load, so the port must be known before.
    const port = options.port === 0 ? await freePort(hostname) : options.port;
    const localPort = options.tls === undefined ? port : await freePort("127.0.0.1");
    const loopback = options.tls === undefined ? `http://${urlHost(hostname)}:${port}` : `http://127.0.0.1:${localPort}`;
    const url = (options.publicUrl ?? (options.tls === undefined ? loopback : `https://${urlHost(hostname)}:${port}`)).replace(/\/$/, "");
    const siteUrl = `${url}/http`;
    const env = new FunctionEnv(engine, {
      SITE_URL: url,
      CONVEX_SITE_URL: siteUrl,
      CONVEX_CLOUD_URL: url,
      JWT_PRIVATE_KEY: keys.jwtPrivateKey,
      JWKS: keys.jwks,
      ...options.env,
    });
    const found = await loadFunctions(options.functions, functionGlobals(env.view));
    refuseWrongMounts(found);
    refuseWrongCrons(
      found.crons,
      found.functions,
      ({ component }) =>
        (id) =>
          ownTable(component, engine.tableOfId(id)),
    );
    env.mount(found.environments);
    for (const { name, reason } of unusableVariables(found, env.view))
      log("warn", "environment_incomplete", { variable: name, reason, remedy: `npx convex env set ${name} VALUE` });
    const exports = new Exports();
    opened.push(() => exports.close());
    const system = systemFunctions(engine, () => exports.latest, env).map((one) => [one.path, one] as const);
    const loaded = { ...found, functions: new Map([...found.functions, ...system]) };
    await prepare(engine, loaded.schemaJson, log);
    reportSchema(engine.applySchema(loaded.schemaJson), log);
    const watchdog = startWatchdog([...loaded.functions.keys()], options.watchdogMs, log === jsonLog, stuckFile(options.dataDir));
    if (watchdog !== null) opened.push(() => watchdog.close());
    const memoryGuard = watchdog === null ? null : new MemoryGuard(log, stuckFile(options.dataDir));
    if (memoryGuard !== null) opened.push(() => memoryGuard.close());

    const scheduler = new Scheduler();
    const files = new Files(
      path.join(options.dataDir, "files"),
      () => url,
      (work) => queue.write(work),
    );
    await files.start();
    const runMutation = async (call: Call): Promise<Outcome> => (await queue.submit(call)).outcome;
    const functionLog = new FunctionLog();
    const breath: Breath = new Breath(() => queue.isBusy);
    const runtime = new Runtime({
      engine,
      loaded,
      files,
      scheduler,
      metrics,
      log,
      functionLog,
      isDev: options.dev === true,
      runMutation,
      actionTimeoutMs: options.actionTimeoutMs,
      watchdog,
      memoryGuard,
      stuck: StuckCalls.load(options.dataDir),
      breath,
    });
    const subscriptions = new Subscriptions(engine, (tx, call, journal) => runtime.runQueryIn(tx, call, journal), log, breath);
    opened.push(() => subscriptions.close());
    const onFlushed = (flushed: Flushed) => {
      if (flushed.isOnDisk) storeHealth.flushed();
      if (flushed.isOnDisk) metrics.add("host_commits_total");
      metrics.add("host_mutations_total", {}, flushed.mutations);
      subscriptions.flushed(flushed);
      scheduler.flushed();
    };
    const storeHealth = new StoreHealth(engine, log, options.onFatal);
    const queue: MutationQueue = new MutationQueue(
      engine,
      (tx, call) => runtime.runMutationIn(tx, call),
      onFlushed,
      log,
      () => storeHealth.flushFailed(),
      (seconds) => metrics.observe(COMMIT_SECONDS, seconds),
    );
    opened.push(() => queue.close());
    opened.push(describeMetrics(metrics, { dataDir: options.dataDir, queue, subscriptions, scheduler, storeHealth }));

    const imports = new Imports(engine, queue, files, options.dataDir, () => subscriptions.refresh(), log);
    await imports.start();
    const authenticator = new Authenticator(loaded.authProviders, keys.adminKey, (address) =>
      address.startsWith(`${url}/`) ? `${loopback}${address.slice(url.length)}` : address,
    );
    const http = new HttpServer({
      engine,
      dataDir: options.dataDir,
      runtime,
      mutations: queue,
      subscriptions,
      authenticator,
      files,
      loaded,
      exports,
      imports,
      env,
      functionLog,
      metrics,
      log,
      trouble: () => storeHealth.trouble((work) => queue.write(work)),
      heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
      tls: options.tls ?? null,
      maxCallBytes: options.maxCallBytes ?? DEFAULT_CALL_BYTES,
      ...addressLimits(options),
      staticFiles: options.staticDir === undefined ? null : new StaticFiles(options.staticDir),
      pages: Object.entries(options.pages ?? {}).map(([at, folder]) => ({ at, files: new StaticFiles(folder, "pages") })),
      actionPaths: options.actionPaths ?? [],
      origins: [new URL(url).origin, ...(options.origins ?? [])],
      hostnames: [hostname, ...[url, ...(options.origins ?? [])].map((origin) => new URL(origin).hostname)].map((name) =>
        name.toLowerCase(),
      ),
    });
    await http.listen(port, hostname, localPort);
    opened.push(() => http.close());
    opened.push(() => functionLog.close());
    await scheduler.start({
      engine,
      functions: loaded.functions,
      crons: loaded.crons,
      log,
      queue,
      runMutationIn: (tx, call) => runtime.runMutationIn(tx, call),
      runAction: (call) => runtime.runAction(call),
    });
    opened.push(() => scheduler.close());

    const collect = setInterval(() => {
      const now = Date.now();
      const run = Promise.all([
        queue.collectGarbage(now),
        scheduler.collectGarbage(now),
        queue.write((tx) => files.collectGarbage(tx, now)),
      ]);
      run.catch((error: unknown) => log("warn", "garbage_collection_failed", { message: messageOf(error) }));
    }, GC_EVERY_MS);
    opened.push(() => clearInterval(collect));
    if (options.backups !== undefined) {
      const backups = new ScheduledBackups(options.backups, engine, options.dataDir, log, metrics);
      opened.push(() => backups.close());
      await backups.start();
    }
    opened.push(guardProcess(log));
    // Tools on this machine find the running host, and may act as its administrator, through this file.
    const calling = path.join(options.dataDir, "host.json");
    await writeDurably(calling, JSON.stringify({ url: loopback, adminKey: keys.adminKey, pid: process.pid }));
    opened.push(() => rm(calling, { force: true }));
    log("info", "listening", { url });

    let closing: Promise<void> | undefined;
    return {
      url,
      siteUrl,
      adminKey: keys.adminKey,
      run: async (functionPath, args = {}, kind) => {
        runtime.find(functionPath, hostItself, kind);
        const outcome = await runtime.runAny({ path: functionPath, args, caller: hostItself });
        if (outcome.ok) return JSON.parse(outcome.value);
        throw new CallError(outcome.failure.message, outcome.failure.data);
      },
      close: () => (closing ??= closeAll()),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
