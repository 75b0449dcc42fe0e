import type { LongCalls } from "../calls/long-calls.ts";
import type { Authenticator } from "../calls/auth.ts";
import type { Engine } from "../engine/types.ts";
import type { Runtime } from "../functions/runtime.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import type { Log } from "../operation/log.ts";
import type { SessionClients } from "./session-clients.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What a client's socket needs of the host. */
export interface SyncParts {
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly mutations: MutationQueue;
  readonly subscriptions: Subscriptions;
  readonly clients: SessionClients;
  readonly authenticator: Authenticator;
  readonly longCalls: LongCalls;
  readonly log: Log;
}
