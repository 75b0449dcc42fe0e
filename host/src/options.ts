import type { BackupPlan } from "./operation/backups.ts";
import type { FunctionKind } from "./functions/functions.ts";
import type { Log } from "./operation/log.ts";
import type { TlsFiles } from "./http/tls.ts";
import type { Json, JsonObject } from "./values/json.ts";

export interface HostOptions {
  /** Folder of everything that lasts; made when it is not there. One host at a time may use it. */
  readonly dataDir: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly hostname?: string;
  /** A folder of Convex functions, or a file made by `bundleFunctions`. */
  readonly functions: string;
  /** A built single-page app to serve at `/`. */
  readonly staticDir?: string;
  /** More built folders of HTML pages, by the path below which to serve them: `{ "/docs": folder }`. A page is asked for without `.html`. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Paths of HTTP actions that are looked for at the root, such as `/.well-known/…`: they are answered without `/http` before them too. */
  readonly actionPaths?: readonly string[];
  /** More environment variables for the functions. */
  readonly env?: Readonly<Record<string, string>>;
  /** Serves TLS itself. `host.json` then names another port, for tools on this machine. Default: plain HTTP, for this machine or a proxy. */
  readonly tls?: TlsFiles;
  /** Where clients reach the host, when that is not `http://hostname:port`: behind a TLS proxy, for example. */
  readonly publicUrl?: string;
  /** Other origins whose pages may use the host, such as a development server. */
  readonly origins?: readonly string[];
  /** How often sockets are checked, in ms; one that stayed silent until the next check is dropped. Default 15 s. */
  readonly heartbeatMs?: number;
  /** Shows log lines and the text of unexpected errors to every client. Default false: only to administrators. */
  readonly dev?: boolean;
  /** What one call may have at most, arguments and all; more is refused before it is read. Uploads and imports are bounded by themselves. Default 20 MiB. */
  readonly maxCallBytes?: number;
  /** Of calls of more than 64 KiB, how many bytes a second one address may send; 16 seconds' worth at once. More waits, and is refused where it would wait for more than 10 s. Default 4 MiB. */
  readonly longCallBytesPerSecond?: number;
  /** How many sockets a second one address may open; 5 seconds' worth at once. More wait, and are refused where they would wait for more than 10 s. Default 100. */
  readonly socketsPerSecond?: number;
  /** How long an action may run, in ms. Default ten minutes. */
  readonly actionTimeoutMs?: number;
  /** Called when the store can no longer be used. What was acknowledged is on disk; the process should end and be started again. */
  readonly onFatal?: (error: Error) => void;
  /** Ends the process, by `STUCK_SIGNAL`, when a function holds the thread for so many ms. Default: never. */
  readonly watchdogMs?: number;
  /** Saves everything on a schedule. Default: never. */
  readonly backups?: BackupPlan;
  /** Default: a line for each event on standard error, for a person where that is a terminal, else JSON. */
  readonly log?: Log;
}

export interface Host {
  readonly url: string;
  /** Base of the HTTP actions. */
  readonly siteUrl: string;
  readonly adminKey: string;
  /**
   * Calls a function, public or internal, as an administrator. Arguments and results are in Convex-JSON form.
   *
   * @param kind refuses a function of another kind, when given
   * @throws CallError with the text of the failure, and `data` for a ConvexError
   */
  run(path: string, args?: JsonObject, kind?: Exclude<FunctionKind, "http">): Promise<Json>;
  /** Finishes what was accepted, writes it and lets go of the folder. */
  close(): Promise<void>;
}
