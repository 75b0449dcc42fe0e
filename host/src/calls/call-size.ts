import { WebSocket } from "ws";

import { HostError } from "./failure.ts";

/** What one call may have at most, arguments and all, unless whoever runs the host says less: room for the 16 MiB of Convex's arguments as JSON. */
export const DEFAULT_CALL_BYTES = 20 * 1024 * 1024;

/** Says what to do about a call that was refused because of its size, to its sender and to whoever runs the host. */
function describeCallTooLarge(limit: number): string {
  return `This call has more than ${limit} bytes, the most that this host takes. Send less at a time, or a file as an upload; whoever runs the host sets the limit (maxCallBytes, --max-call-bytes).`;
}

/** Refuses a request whose body is too long. Status 413. */
export function callTooLarge(limit: number): HostError {
  return new HostError("BodyTooLarge", describeCallTooLarge(limit), 413);
}

const TOO_LARGE = 1009;

/**
 * The server's end of a socket that says why before it closes over a message that is too long. `ws` refuses such a one as soon as its length is
 * known, before any of it is kept, and tells the client nothing but a number.
 */
export function socketOf(limit: number): typeof WebSocket {
  return class BoundedSocket extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      if (code === TOO_LARGE && this.readyState === this.OPEN)
        this.send(JSON.stringify({ type: "FatalError", error: describeCallTooLarge(limit) }));
      super.close(code, reason);
    }
  };
}
