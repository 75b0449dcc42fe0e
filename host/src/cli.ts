import path from "node:path";
import { parseArgs } from "node:util";

import { createHost, type Host } from "./index.ts";
import { jsonLog, messageOf, terminalLog, wantsJson, type Log } from "./log.ts";

const USAGE = `Serves a folder of Convex functions from this machine.

  --functions PATH   folder of functions, or a bundle made of one   (default convex)
  --data PATH        folder of everything that lasts                (default data)
  --port N           default 3210
  --host ADDRESS     address to listen on                           (default 127.0.0.1)
  --static PATH      built app to serve at /
  --public-url URL   where clients reach the host, behind a proxy
  --origin ORIGIN    another origin whose pages may use the host; may be repeated
  --action-timeout S seconds that an action may run               (default 600)
  --watchdog S       ends the process when a function holds the thread for S seconds; 0: never (default 10)
  --log FORMAT       text or json                                   (default: text at a terminal)
  --dev              show log lines and unexpected errors to every client
`;

/** Runs a host until it is told to stop. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      functions: { type: "string", default: "convex" },
      data: { type: "string", default: "data" },
      port: { type: "string", default: "3210" },
      host: { type: "string", default: "127.0.0.1" },
      static: { type: "string" },
      "public-url": { type: "string" },
      origin: { type: "string", multiple: true },
      "action-timeout": { type: "string", default: "600" },
      watchdog: { type: "string", default: "10" },
      log: { type: "string", default: wantsJson() ? "json" : "text" },
      dev: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port`);
  if (values.log !== "json" && values.log !== "text") throw new Error("--log takes text or json");
  const log = values.log === "json" ? jsonLog : terminalLog;
  const host = await createHost({
    dataDir: path.resolve(values.data),
    port,
    hostname: values.host,
    functions: path.resolve(values.functions),
    dev: values.dev,
    actionTimeoutMs: secondsOf(values["action-timeout"]) * 1000,
    watchdogMs: secondsOf(values.watchdog) * 1000,
    log,
    onFatal: () => process.exit(1),
    origins: values.origin ?? [],
    ...(values.static === undefined ? {} : { staticDir: path.resolve(values.static) }),
    ...(values["public-url"] === undefined ? {} : { publicUrl: values["public-url"] }),
  });
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
  closeOnSignal(host, log);
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text === "" || !Number.isFinite(seconds) || seconds < 0) throw new Error(`${text} is no number of seconds`);
  return seconds;
}

/** Closes the host cleanly on Ctrl-C and SIGTERM; a second signal ends the process at once. */
export function closeOnSignal(host: Pick<Host, "close">, log: Log): void {
  let isClosing = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isClosing) process.exit(1);
    isClosing = true;
    log("info", "closing", { signal });
    host.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "close_failed", { message: messageOf(error) });
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

if (import.meta.filename === path.resolve(process.argv[1] ?? "")) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  });
}
