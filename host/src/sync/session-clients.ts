import type { OnceClient } from "../mutations/mutations.ts";

class SessionClient implements OnceClient {
  readonly sessionId: string;
  mayRepeat: boolean;

  constructor(sessionId: string, mayRepeat: boolean) {
    this.sessionId = sessionId;
    this.mayRepeat = mayRepeat;
  }
}

/** Knows over which connections may come a mutation that came over another one of the same client. */
export class SessionClients {
  private readonly open = new Map<string, Set<SessionClient>>();

  /**
   * A connection names its client. What waits of an older one may come again over this one and overtake it, so that both look whether it
   * was done.
   */
  connect(sessionId: string, isFirst: boolean): OnceClient {
    const client = new SessionClient(sessionId, !isFirst);
    const others = this.open.get(sessionId) ?? new Set();
    for (const other of others) other.mayRepeat = client.mayRepeat = true;
    this.open.set(sessionId, others.add(client));
    return client;
  }

  /** The connection has ended. */
  end(client: OnceClient): void {
    const others = this.open.get(client.sessionId);
    for (const one of others ?? []) {
      if (one !== client) continue;
      one.mayRepeat = true;
      others?.delete(one);
    }
    if (others?.size === 0) this.open.delete(client.sessionId);
  }
}
