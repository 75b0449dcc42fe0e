import type { Duplex } from "node:stream";

import type { WebSocket } from "ws";

/** Beyond so many characters what was gathered is written at once. */
const MAX_GATHERED_CHARS = 64 * 1024;
const TEXT_FRAME = 0x81;

/**
 * What a socket is sent within one turn of the thread, written as one piece: a batch of mutations answers many at once, and the frames of
 * short answers cost several times as much one by one.
 */
export class Outbox {
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly onWritten: () => void;
  private messages: string[] = [];
  private chars = 0;

  /**
   * @param stream what the socket writes to
   * @param onWritten called whenever something has gone to the network
   */
  constructor(socket: WebSocket, stream: Duplex, onWritten: () => void) {
    this.socket = socket;
    this.stream = stream;
    this.onWritten = onWritten;
  }

  /** How much has not gone to the network yet: bytes, and characters of what is gathered. */
  get waiting(): number {
    return this.socket.bufferedAmount + this.chars;
  }

  push(message: string): void {
    if (this.messages.push(message) === 1) process.nextTick(() => this.flush());
    this.chars += message.length;
    if (this.chars > MAX_GATHERED_CHARS) this.flush();
  }

  /** Writes what was gathered. Must be called before the socket is given anything else to send. */
  flush(): void {
    if (this.messages.length === 0) return;
    const { messages } = this;
    this.messages = [];
    this.chars = 0;
    if (this.socket.readyState === this.socket.OPEN) this.stream.write(textFrames(messages), this.onWritten);
  }
}

/** Text messages of a server as WebSocket frames (RFC 6455, section 5.2): one each, whole, not masked and not compressed. */
export function textFrames(messages: readonly string[]): Buffer {
  const lengths = messages.map((message) => Buffer.byteLength(message));
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerLength(length) + length, 0));
  let at = 0;
  for (const [n, message] of messages.entries()) {
    const length = lengths[n] ?? 0;
    frames[at] = TEXT_FRAME;
    const header = headerLength(length);
    frames[at + 1] = header === 2 ? length : header === 4 ? 126 : 127;
    if (header === 4) frames.writeUInt16BE(length, at + 2);
    if (header === 10) frames.writeBigUInt64BE(BigInt(length), at + 2);
    at += header;
    at += frames.write(message, at, length);
  }
  return frames;
}

const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);
