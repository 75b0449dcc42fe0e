import { AuthFailure } from "../calls/auth-failure.ts";
import { nobody, type Authenticator, type Caller } from "../calls/auth.ts";
import type { ClientMessage } from "./client-message.ts";
import { messageOf, type Log } from "../operation/log.ts";

/** A timer of more than 24 days would fire at once. */
const MAX_TIMER_MS = 86_400_000;

/** Who speaks on a socket, and until when. */
export class SessionIdentity {
  caller: Caller = nobody;
  /** How often it changed, as the protocol counts. */
  version = 0;
  private readonly authenticator: Authenticator;
  private readonly log: Log;
  private readonly expired: () => void;
  private timer: NodeJS.Timeout | undefined;

  /** @param expired called when the user's token has run out */
  constructor(authenticator: Authenticator, log: Log, expired: () => void) {
    this.authenticator = authenticator;
    this.log = log;
    this.expired = expired;
  }

  get hasExpired(): boolean {
    return this.caller.kind === "user" && this.caller.expiresAt <= Date.now();
  }

  /**
   * Who a message says that its sender is.
   *
   * @throws AuthFailure whose message is for the client
   */
  async verified({ tokenType, value, actingAs }: ClientMessage & { type: "Authenticate" }): Promise<Caller> {
    try {
      if (tokenType === "None") return nobody;
      return tokenType === "Admin" ? this.authenticator.fromAdminKey(value, actingAs) : await this.authenticator.fromToken(value);
    } catch (error) {
      if (error instanceof AuthFailure) throw error;
      this.log("warn", "auth_provider_failed", { message: messageOf(error) });
      throw new AuthFailure("NoAuthProvider", "The token could not be checked");
    }
  }

  become(caller: Caller): void {
    this.caller = caller;
    this.version += 1;
    this.watchExpiry();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private watchExpiry(): void {
    clearTimeout(this.timer);
    if (this.caller.kind !== "user") return;
    const left = this.caller.expiresAt - Date.now();
    this.timer = setTimeout(() => (this.hasExpired ? this.expired() : this.watchExpiry()), Math.min(Math.max(left, 0) + 10, MAX_TIMER_MS));
  }
}
