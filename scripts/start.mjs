/**
 * `npm start`: installs and builds what is missing, then serves the dashboard and the API from one process.
 * stdout carries the lines a person or a script waits for; progress goes to stderr, and is lines of JSON where no person looks on.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildAll } from "./lib/build.mjs";
import { longCallBytesPerSecond, maxCallBytes } from "./lib/call-size.mjs";
import { seedDemo } from "./lib/demo.mjs";
import { dataFolder, explainOpening, openHost } from "./lib/host.mjs";
import { ensureInstalled, fail, parseArguments, say, wantsJson } from "./lib/workspace.mjs";

process.env.REFLEX_LOG ??= process.stderr.isTTY === true ? "text" : "json";

const usage = `npm start -- [--port 3210] [--host 127.0.0.1] [--data .reflex] [--public-url URL] [--demo [robots]] [--restart]
  [--tls-cert FILE --tls-key FILE] [--backup-to DIR] [--backup-every SECONDS] [--backup-keep NUMBER]`;
const options = parseArguments(process.argv.slice(2), {
  values: ["port", "data", "host", "public-url", "tls-cert", "tls-key", "backup-to", "backup-every", "backup-keep"],
  flags: ["help", "restart"],
  optional: ["demo"],
});
if (options.help === true) {
  say(usage);
  process.exit(0);
}
const port = Number(options.port ?? 3210);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port takes a number from 0 to 65535.\n${usage}`, 2);
const robots = options.demo === true ? 6 : options.demo === undefined ? 0 : Number(options.demo);
if (!Number.isInteger(robots) || robots < 0 || robots > 200) fail(`--demo takes a number of robots from 1 to 200.\n${usage}`, 2);
if (robots > 0 && options["public-url"] !== undefined) fail("--demo is for this machine only: leave --public-url out.", 2);
const [backupSeconds, backupsKept] = [Number(options["backup-every"] ?? 3600), Number(options["backup-keep"] ?? 48)];
if (!(backupSeconds >= 1) || !Number.isInteger(backupsKept) || backupsKept < 1)
  fail(`--backup-every and --backup-keep take a number from 1.\n${usage}`, 2);
if ((options["tls-cert"] === undefined) !== (options["tls-key"] === undefined))
  fail(`--tls-cert and --tls-key belong together.\n${usage}`, 2);
const tls = options["tls-cert"] === undefined ? undefined : { cert: resolve(options["tls-cert"]), key: resolve(options["tls-key"]) };
const hostname = options.host ?? "127.0.0.1";
const dataDir = dataFolder(options.data);

await ensureInstalled();
const built = await buildAll().catch((error) => fail(error instanceof Error ? error.message : String(error)));

const { isSupervised, jsonLog, serveSupervised, supervise } = await import(pathToFileURL(built.host).href);
// Not with a demo, whose robots would be started a second time.
if (options.restart === true && robots === 0 && !isSupervised()) {
  const tell = (_level, event, { signal, code, reason }) => say(`${event.replaceAll("_", " ")}: ${signal ?? reason ?? `status ${code}`}`);
  process.exit(await supervise(process.argv.slice(2), wantsJson() ? jsonLog : tell));
}

const { REFLEX_SMTP_URL: smtpUrl, REFLEX_MAIL_FROM: from } = process.env;
if ((smtpUrl === undefined) !== (from === undefined)) fail("REFLEX_SMTP_URL and REFLEX_MAIL_FROM belong together.", 2);
const relay = smtpUrl === undefined ? undefined : await (await import("./lib/mail-relay.mjs")).startMailRelay({ smtpUrl, from, log: say });

let host;
try {
  host = await openHost(built.host, {
    dataDir,
    port,
    hostname,
    functions: built.functions,
    staticDir: built.staticDir,
    pages: { "/docs": built.docs },
    actionPaths: ["/openapi.json"],
    maxCallBytes,
    longCallBytesPerSecond,
    // IS_TEST opens `convex/testing.ts` to the holder of the host's own key, for measurements.
    env: {
      ...Object.fromEntries(["IS_TEST", "REFLEX_WEBHOOKS_ANYWHERE"].flatMap((name) => (process.env[name] === "1" ? [[name, "1"]] : []))),
      ...(relay === undefined ? {} : { REFLEX_MAIL_URL: relay.url, REFLEX_MAIL_TOKEN: relay.token }),
    },
    ...(options["public-url"] === undefined ? {} : { publicUrl: options["public-url"] }),
    ...(tls === undefined ? {} : { tls }),
    ...(options["backup-to"] === undefined
      ? {}
      : { backups: { folder: resolve(options["backup-to"]), everyMs: backupSeconds * 1000, keep: backupsKept } }),
    // A function that never lets go would keep every stop from being heard; long enough for a busy small machine.
    watchdogMs: 30_000,
    // A store that can no longer keep anything must not go on answering; a service manager starts us again.
    onFatal: () => process.exit(1),
  });
} catch (error) {
  fail(explainOpening(error, { dataDir, port }));
}

const children = new Set();
let closing = false;
async function close() {
  if (closing) return; // npm passes on the Ctrl-C that the terminal already sent us.
  closing = true;
  say("Stopping ...");
  setTimeout(() => process.exit(1), 10_000).unref();
  for (const child of children) child.kill("SIGTERM");
  await host.close();
  process.exit(0);
}
process.on("SIGINT", close);
process.on("SIGTERM", close);
serveSupervised(close);

try {
  if (robots > 0) await seedDemo({ host, robots, dataDir, children });
  const { needsSetup } = await host.run("setup:status", {}, "query");
  const token = needsSetup ? (await host.run("setup:issueToken", {}, "mutation")).token : null;
  // One write: whoever waits for the first line has the second with it.
  process.stdout.write(`ready ${host.url}\n${token === null ? "" : `set up ${host.url}/setup#token=${token}\n`}`);
  say(`Data in ${dataDir}. Ctrl-C stops; what was acknowledged is on disk.`);
  if (tls === undefined && hostname !== "127.0.0.1" && hostname !== "localhost" && hostname !== "::1") {
    say("This host answers to other machines over plain HTTP: give it a certificate or put a TLS proxy in front of it (docs/deploy.md).");
  }
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  for (const child of children) child.kill("SIGTERM");
  await host.close();
  process.exit(1);
}
