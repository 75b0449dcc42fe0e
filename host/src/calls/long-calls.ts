import { setTimeout as delay } from "node:timers/promises";

import { Allowance } from "./allowance.ts";
import { HostError } from "./failure.ts";

/** A call of no more than this is never counted: to read it costs no more than to run it. */
export const LONG_CALL_BYTES = 64 * 1024;
const AT_ONCE_SECONDS = 16;
/** What a value of a list or object counts for: parsing one takes as long as parsing so many bytes of a text. */
const BYTES_PER_VALUE = 40;

/** Bounds how much of the thread one address can take with calls that are long to read, parse and check before a function can refuse them. */
export class LongCalls {
  private readonly allowance: Allowance;
  private readonly perSecond: number;

  constructor(bytesPerSecond: number) {
    this.perSecond = bytesPerSecond;
    this.allowance = new Allowance(bytesPerSecond, AT_ONCE_SECONDS);
  }

  /** A call of an address, of which nothing was read yet. */
  begin(from: string): LongCall {
    return new LongCall((bytes, own) => this.admit(from, bytes, own));
  }

  private async admit(from: string, bytes: number, own: number): Promise<void> {
    const taken = this.allowance.take(from, bytes, own);
    if ("retryAfterMs" in taken) throw tooMany(this.perSecond, taken.retryAfterMs);
    if (taken.waitMs > 0) await delay(taken.waitMs);
  }
}

/** One call, which counts as long from the byte on that makes it so. Both steps reject with a HostError 429 when the address would have to wait long. */
export class LongCall {
  private readonly admit: (bytes: number, own: number) => Promise<void>;
  private counted = 0;

  constructor(admit: (bytes: number, own: number) => Promise<void>) {
    this.admit = admit;
  }

  /** Resolves when so many bytes may be read. */
  async read(bytes: number): Promise<void> {
    if (bytes <= LONG_CALL_BYTES) return;
    await this.admit(bytes, 0);
    this.counted = bytes;
  }

  /** Resolves when what was read may be parsed. Nothing to wait for with a short one. */
  parse(text: string): Promise<void> | void {
    if (text.length <= LONG_CALL_BYTES) return;
    const more = text.length + BYTES_PER_VALUE * valuesIn(text) - this.counted;
    if (more > 0) return this.admit(more, this.counted);
  }
}

/** How many values the lists and objects of a JSON text have, about. */
export function valuesIn(json: string): number {
  let values = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) isText = !isText;
    else if (!isText && (code === 0x2c || code === 0x5b || code === 0x7b)) values += 1;
  }
  return values;
}

function tooMany(perSecond: number, retryAfterMs: number): HostError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new HostError(
    "TooManyLongCalls",
    `This address sends calls of more than ${LONG_CALL_BYTES} bytes faster than this host takes them: ${perSecond} bytes a second. Send it again in ${seconds} s, or send less at a time; whoever runs the host sets the limit (longCallBytesPerSecond, --long-call-bytes-per-second).`,
    429,
    seconds,
  );
}
