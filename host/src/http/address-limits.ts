import { Allowance } from "../calls/allowance.ts";
import { LongCalls } from "../calls/long-calls.ts";
import { Spread } from "../mutations/spread.ts";
import type { HostOptions } from "../options.ts";

/** What one address may have of what everybody shares. No small call is refused by any of it: what makes something stop is one. */
export interface AddressLimits {
  readonly longCalls: LongCalls;
  readonly newSockets: Allowance;
  /** Of queries that are asked without a socket. */
  readonly turns: Spread;
}

const LONG_CALL_BYTES_PER_SECOND = 4 * 1024 * 1024;
const SOCKETS_PER_SECOND = 100;
/** Everybody behind one address comes back at once after a restart. */
const SOCKETS_AT_ONCE_SECONDS = 5;

export function addressLimits({ longCallBytesPerSecond, socketsPerSecond }: HostOptions): AddressLimits {
  return {
    longCalls: new LongCalls(longCallBytesPerSecond ?? LONG_CALL_BYTES_PER_SECOND),
    newSockets: new Allowance(socketsPerSecond ?? SOCKETS_PER_SECOND, SOCKETS_AT_ONCE_SECONDS),
    turns: new Spread(),
  };
}
