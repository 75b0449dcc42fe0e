import { createWriteStream, existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";

import { DEFAULT_CALL_BYTES } from "./calls/call-size.ts";
import { checkFolder } from "./engine/check.ts";
import { openEngine } from "./engine/engine.ts";
import { functionGlobals } from "./functions/globals.ts";
import { countOf, limitsOf, planOf, secondsOf } from "./cli-values.ts";
import { createHost } from "./index.ts";
import type { Host } from "./options.ts";
import { loadFunctions } from "./functions/loader.ts";
import { jsonLog, messageOf, terminalLog, wantsJson, type Log } from "./operation/log.ts";
import { createSample, writeBundle } from "./project.ts";
import { drill, restoreBackup, type Restored } from "./operation/restore.ts";
import { isSupervised, serveSupervised, supervise } from "./operation/supervisor.ts";
import { writeSnapshot, type SnapshotKind } from "./transfer/snapshot.ts";

const USAGE = `Serves a folder of Convex functions from this machine.

  cli                                serves until it is told to stop
  cli backup --data PATH --to FILE   writes everything in a data folder to a ZIP, while a host serves it or not
  cli restore --from FILE --data PATH  unpacks a backup into an empty folder and checks it
  cli drill --from FILE              restores a backup beside it, checks all of it, and removes that again
  cli init                           puts a small app into this folder to begin with
  cli bundle --functions PATH --to FILE  writes the functions into one file, which is served without esbuild
  cli prepare --functions PATH --data PATH  fills the new indexes of functions to come, and checks documents against their schema, in the host that
                                     runs, so that the start with them is short
  cli check --data PATH              reads a whole data folder that no host serves, and says what is wrong
  cli export --data PATH --to FILE   writes documents and files to a ZIP that \`npx convex import\` reads

  --functions PATH   folder of functions, or a bundle made of one   (default convex)
  --data PATH        folder of everything that lasts                (default data)
  --port N           default 3210
  --host ADDRESS     address to listen on                           (default 127.0.0.1)
  --static PATH      built app to serve at /
  --backup-to PATH   folder for scheduled backups, best on another disk (default: none are made)
  --backup-every S   seconds from one to the next                 (default 3600)
  --backup-keep N    how many archives to keep                    (default 48)
  --tls-cert FILE    PEM, with --tls-key: serves TLS itself; renewed files are taken over within a minute
  --tls-key FILE
  --public-url URL   where clients reach the host, behind a proxy
  --origin ORIGIN    another origin whose pages may use the host; may be repeated
  --max-call-bytes N what one call may have at most                (default 20971520)
  --long-call-bytes-per-second N  of calls of more than 64 KiB, what one address may send (default 4194304)
  --sockets-per-second N  how many sockets one address may open     (default 100)
  --action-timeout S seconds that an action may run               (default 600)
  --watchdog S       ends the process when a function holds the thread for S seconds; 0: never (default 10)
  --restart          starts again when that, or a failed disk, has ended the process; five times within ten minutes
  --log FORMAT       text or json                                   (default: text at a terminal)
  --dev              show log lines and unexpected errors to every client
`;

/** Runs a host until it is told to stop. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      to: { type: "string" },
      from: { type: "string" },
      functions: { type: "string", default: "convex" },
      data: { type: "string", default: "data" },
      port: { type: "string", default: "3210" },
      host: { type: "string", default: "127.0.0.1" },
      static: { type: "string" },
      "public-url": { type: "string" },
      origin: { type: "string", multiple: true },
      "tls-cert": { type: "string" },
      "tls-key": { type: "string" },
      "backup-to": { type: "string" },
      "backup-every": { type: "string", default: "3600" },
      "backup-keep": { type: "string", default: "48" },
      "max-call-bytes": { type: "string", default: String(DEFAULT_CALL_BYTES) },
      "long-call-bytes-per-second": { type: "string" },
      "sockets-per-second": { type: "string" },
      "action-timeout": { type: "string", default: "600" },
      watchdog: { type: "string", default: "10" },
      log: { type: "string", default: wantsJson() ? "json" : "text" },
      dev: { type: "boolean", default: false },
      restart: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [command, ...rest] = positionals;
  if (command === "backup" || command === "export") {
    if (values.to === undefined || rest.length > 0) throw new Error(USAGE);
    return saveSnapshot(command, path.resolve(values.data), path.resolve(values.to));
  }
  if (command === "check" && rest.length === 0) return report({ ...checkFolder(path.resolve(values.data)), pointOfRestore: null });
  if ((command === "restore" || command === "drill") && values.from !== undefined && rest.length === 0) {
    const from = path.resolve(values.from);
    return report(await (command === "restore" ? restoreBackup(from, path.resolve(values.data)) : drill(from, path.dirname(from))));
  }
  if (command === "init" && rest.length === 0) {
    process.stdout.write(
      `Made ${createSample(process.cwd()).join(", ")}. Next: npm install && npm start, and in another terminal: node client.mjs\n`,
    );
    return;
  }
  if (command === "bundle" && values.to !== undefined && rest.length === 0)
    return writeBundle(path.resolve(values.functions), path.resolve(values.to));
  if (command === "prepare" && rest.length === 0) return prepare(path.resolve(values.functions), path.resolve(values.data));
  if (command !== undefined) throw new Error(USAGE);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port`);
  if ((values["tls-cert"] === undefined) !== (values["tls-key"] === undefined)) throw new Error("--tls-cert and --tls-key belong together");
  if (values.log !== "json" && values.log !== "text") throw new Error("--log takes text or json");
  const log = values.log === "json" ? jsonLog : terminalLog;
  if (values.restart && !isSupervised()) process.exit(await supervise(argv, log));
  const host = await createHost({
    dataDir: path.resolve(values.data),
    port,
    hostname: values.host,
    functions: path.resolve(values.functions),
    dev: values.dev,
    maxCallBytes: countOf(values["max-call-bytes"], "bytes"),
    ...limitsOf(values["long-call-bytes-per-second"], values["sockets-per-second"]),
    actionTimeoutMs: secondsOf(values["action-timeout"]) * 1000,
    watchdogMs: secondsOf(values.watchdog) * 1000,
    log,
    onFatal: () => process.exit(1),
    origins: values.origin ?? [],
    ...(values["backup-to"] === undefined ? {} : { backups: planOf(values["backup-to"], values["backup-every"], values["backup-keep"]) }),
    ...(values["tls-cert"] === undefined || values["tls-key"] === undefined
      ? {}
      : { tls: { cert: path.resolve(values["tls-cert"]), key: path.resolve(values["tls-key"]) } }),
    ...(values.static === undefined ? {} : { staticDir: path.resolve(values.static) }),
    ...(values["public-url"] === undefined ? {} : { publicUrl: values["public-url"] }),
  });
  // First: whoever reads the line may end the process with its next breath.
  serveSupervised(closeOnSignal(host, log));
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
}

async function prepare(functions: string, dataDir: string): Promise<void> {
  const running = await findRunning(dataDir);
  if (running === null) throw new Error(`No host serves ${dataDir}. Its next start does the same work.`);
  const { schemaJson } = await loadFunctions(functions, functionGlobals({}));
  const answer = await fetch(`${running.url}/api/host/prepare`, {
    method: "POST",
    headers: { Authorization: `Convex ${running.adminKey}` },
    body: JSON.stringify({ schema: schemaJson }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The host answered ${answer.status}: ${text}`);
  process.stdout.write(`${text}\n`);
}

/** One line of JSON for whoever checks backups by a script. Throws when something is wrong. */
function report(restored: Restored): void {
  process.stdout.write(`${JSON.stringify(restored)}\n`);
  if (restored.problems.length > 0) throw new Error(`The data is damaged: ${restored.problems.join("; ")}`);
}

/** Asks the host that serves the folder, or opens the folder when none does. */
async function saveSnapshot(kind: SnapshotKind, dataDir: string, target: string): Promise<void> {
  const running = await findRunning(dataDir);
  if (running === null) {
    if (!existsSync(path.join(dataDir, "keys.json"))) throw new Error(`There is no data in ${dataDir}`);
    const engine = openEngine(dataDir);
    try {
      await writeSnapshot(kind, engine, dataDir, target);
      return;
    } finally {
      engine.close();
    }
  }
  const answer = await fetch(`${running.url}/api/host/${kind}`, {
    method: "POST",
    headers: { Authorization: `Convex ${running.adminKey}` },
  });
  if (!answer.ok || answer.body === null) throw new Error(`The host answered ${answer.status}: ${await answer.text()}`);
  const file = createWriteStream(target, { flags: "wx", mode: 0o600 });
  // The two libraries name the same stream class differently.
  await pipeline(Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream), file);
}

async function findRunning(dataDir: string): Promise<{ url: string; adminKey: string } | null> {
  try {
    const { url, adminKey } = JSON.parse(await readFile(path.join(dataDir, "host.json"), "utf8"));
    await fetch(`${url}/version`, { signal: AbortSignal.timeout(3000) });
    return { url, adminKey };
  } catch {
    // None was started, or it left without removing the file.
    return null;
  }
}

/**
 * Closes the host cleanly on Ctrl-C and SIGTERM; a second signal ends the process at once.
 *
 * @returns does the same, but once however often it is called
 */
export function closeOnSignal(host: Pick<Host, "close">, log: Log): () => void {
  let isClosing = false;
  const close = (reason: string) => {
    if (isClosing) return;
    isClosing = true;
    log("info", "closing", { signal: reason });
    host.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "close_failed", { message: messageOf(error) });
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals) => (isClosing ? process.exit(1) : close(signal));
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return () => close("supervisor");
}

// Through a link too: a backup that a linked checkout takes must not silently be none.
if (process.argv[1] !== undefined && existsSync(process.argv[1]) && import.meta.filename === realpathSync(process.argv[1])) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  });
}
