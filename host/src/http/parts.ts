import type { AddressLimits } from "./address-limits.ts";
import type { Authenticator } from "../calls/auth.ts";
import type { Engine } from "../engine/types.ts";
import type { FunctionEnv } from "../functions/env.ts";
import type { Files } from "../files.ts";
import type { FunctionLog } from "../calls/function-log.ts";
import type { LoadedFunctions } from "../functions/functions.ts";
import type { Exports } from "./export.ts";
import type { Imports } from "../transfer/import.ts";
import type { Log } from "../operation/log.ts";
import type { Metrics } from "../operation/metrics.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import type { Runtime } from "../functions/runtime.ts";
import type { StaticFiles } from "./static-files.ts";
import type { Subscriptions } from "../sync/subscriptions.ts";
import type { TlsFiles } from "./tls.ts";

/** What the port serves, and with what. */
export interface HttpParts extends AddressLimits {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly runtime: Runtime;
  readonly mutations: MutationQueue;
  readonly subscriptions: Subscriptions;
  readonly authenticator: Authenticator;
  readonly files: Files;
  readonly loaded: LoadedFunctions;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly env: FunctionEnv;
  readonly functionLog: FunctionLog;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Why the store cannot be used, or cannot be written to, now; null while it can. */
  readonly trouble: () => Promise<string | null>;
  /** How often sockets are checked; one that stayed silent until the next check is dropped. */
  readonly heartbeatMs: number;
  readonly tls: TlsFiles | null;
  /** What one call may have at most, by HTTP or as a message of a socket. An administrator's requests may have `DEFAULT_CALL_BYTES`. */
  readonly maxCallBytes: number;
  readonly staticFiles: StaticFiles | null;
  readonly pages: readonly { readonly at: string; readonly files: StaticFiles }[];
  /** Paths of HTTP actions that are answered without `/http` too. */
  readonly actionPaths: readonly string[];
  /** Origins besides the host's own whose pages may use it, such as `http://localhost:5173`. */
  readonly origins: readonly string[];
  /** Names besides IP addresses and localhost under which the host may be reached. */
  readonly hostnames: readonly string[];
}
