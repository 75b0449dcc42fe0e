import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What a way through the proxy does to the bytes on it. */
export type Fault =
  /** Carries everything at once. */
  | { kind: "clear" }
  /** Ends every connection and refuses new ones. */
  | { kind: "cut" }
  /** Takes connections and bytes and holds back what goes in `direction`; nobody is told. It arrives late, as TCP would have it. */
  | { kind: "blackHole"; direction: Direction | "both"; /** The sockets go on: only plain requests are held back. */ sparesSockets?: true }
  /** Passes everything on, `ms` later. */
  | { kind: "delay"; ms: number }
  /** Passes on so many bytes a second. */
  | { kind: "throttle"; bytesPerSecond: number };

/** `up` from the client to the host, `down` the other way. */
export type Direction = "up" | "down";

type Way = { client: Socket; host: Socket; isSocket: boolean; sent: Buffer[]; losesAnswer: boolean; holdsAnswerMs: number };
/** What happens to the next request that contains `text`, or to its answer. */
type Trap = { text: string; on: "request" | "answer"; holdMs: number | "lost" };

/** Requests that `replay` can be asked for by name: they say these words. */
const kept = ['sessions:promote"', "sessions:close", "/http/stop", '"ack"'];
/** How much of what a client sent on one connection is kept for `replay`, bytes. */
const mostKept = 64 * 1024;

/**
 * A way to the host that fails on command. Every connection of one participant goes through a proxy of its own, so that
 * one can be cut off while its neighbours are not.
 */
export class FaultyProxy {
  readonly #server: Server;
  readonly #ways = new Set<Way>();
  #fault: Fault = { kind: "clear" };
  readonly #hostPort: number;
  #last: Buffer[] = [];
  readonly #lastOf = new Map<string, Buffer[]>();
  /** How many requests the client made that promote; what `replay` delivers again is none of its own. */
  promotes = 0;
  #traps: Trap[] = [];

  private constructor(server: Server, hostPort: number) {
    this.#server = server;
    this.#hostPort = hostPort;
  }

  static async open(hostPort: number): Promise<FaultyProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new FaultyProxy(server, hostPort);
    server.on("connection", (client) => proxy.#join(client));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  set(fault: Fault): void {
    this.#fault = fault;
    if (fault.kind === "cut") this.#dropAll();
  }

  /** Carries everything from now on, and knows nothing of what was asked of it before. */
  forget(): void {
    this.set({ kind: "clear" });
    this.#traps = [];
    this.#last = [];
    this.#lastOf.clear();
  }

  /** Ends every connection; new ones are taken as before. */
  reset(): void {
    this.#dropAll();
  }

  /** The next request that contains `text` arrives, and its answer does not: the connection ends instead. */
  loseAnswerTo(text: string): void {
    this.#traps.push({ text, on: "answer", holdMs: "lost" });
  }

  /** The next request that contains `text` is under way for so long; it arrives also when its sender has given up by then. */
  holdRequest(text: string, holdMs: number): void {
    this.#traps.push({ text, on: "request", holdMs });
  }

  /** The answer to the next request that contains `text` is under way for so long. */
  holdAnswer(text: string, holdMs: number): void {
    this.#traps.push({ text, on: "answer", holdMs });
  }

  /** Sends the bytes of the last request (that contains `text`) once more on a connection of their own, as a network that delivers twice would. */
  replay(text?: string): void {
    this.#deliver(
      Buffer.concat((text === undefined ? this.#last : this.#lastOf.get(kept.find((word) => word.startsWith(text)) ?? "")) ?? []),
    );
  }

  #deliver(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const again = connect(this.#hostPort, "127.0.0.1", () => again.write(bytes));
    again.on("error", () => again.destroy());
    again.resume();
    setTimeout(() => again.destroy(), 2_000).unref();
  }

  async close(): Promise<void> {
    this.#dropAll();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #join(client: Socket): void {
    if (this.#fault.kind === "cut") {
      client.resetAndDestroy();
      return;
    }
    const host = connect({ port: this.#hostPort, host: "127.0.0.1", allowHalfOpen: true });
    const way: Way = { client, host, isSocket: false, sent: [], losesAnswer: false, holdsAnswerMs: 0 };
    this.#ways.add(way);
    const end = (): void => {
      this.#ways.delete(way);
      client.destroy();
      host.destroy();
    };
    for (const socket of [client, host]) socket.setNoDelay(true).on("error", end).on("close", end);
    this.#carry(way, "up");
    this.#carry(way, "down");
  }

  #carry(way: Way, direction: Direction): void {
    const [from, to] = direction === "up" ? [way.client, way.host] : [way.host, way.client];
    // In order, whatever the delay of each part: TCP never changes the order of bytes.
    let queue = Promise.resolve();
    from.on("data", (bytes: Buffer) => {
      const heldMs = direction === "up" ? this.#keep(way, bytes) : way.holdsAnswerMs;
      if (direction === "down" && way.losesAnswer) return void way.client.resetAndDestroy();
      way.holdsAnswerMs = direction === "down" ? 0 : way.holdsAnswerMs;
      queue = queue.then(async () => {
        if (heldMs > 0) await wait(heldMs);
        // A network does not take a request back because nobody waits for its answer any more.
        if (heldMs > 0 && direction === "up" && to.destroyed) this.#deliver(Buffer.concat(way.sent));
        await this.#pass(way, bytes, direction, to);
      });
    });
    from.on("end", () => void queue.then(() => to.end()));
  }

  async #pass(way: Way, bytes: Buffer, direction: Direction, to: Socket): Promise<void> {
    const fault = this.#fault;
    if (fault.kind === "delay") await wait(fault.ms);
    if (fault.kind === "throttle") await wait((bytes.length * 1_000) / fault.bytesPerSecond);
    // TCP resends: what a hole swallowed arrives when the hole closes, late, unless the connection was given up by then.
    while (this.#isHole(way, direction) && !to.destroyed) await wait(10);
    if (!to.destroyed) to.write(bytes);
  }

  #isHole(way: Way, direction: Direction): boolean {
    const fault = this.#fault;
    return (
      fault.kind === "blackHole" &&
      !(fault.sparesSockets === true && way.isSocket) &&
      (fault.direction === "both" || fault.direction === direction)
    );
  }

  /** Remembers the request; answers how long it is held back, ms. */
  #keep(way: Way, bytes: Buffer): number {
    // A request begins with its method; what follows belongs to it. Frames of a socket are not requests.
    if (/^(POST|GET) /.test(bytes.subarray(0, 5).toString("latin1"))) way.sent = [];
    way.sent.push(bytes);
    if (way.sent.length === 1 && bytes.includes("/sync HTTP/1.1")) way.isSocket = true;
    let heldMs = 0;
    for (const trap of this.#traps.filter(({ text }) => bytes.includes(text))) {
      this.#traps = this.#traps.filter((other) => other !== trap);
      if (trap.holdMs === "lost") way.losesAnswer = true;
      else if (trap.on === "answer") way.holdsAnswerMs = trap.holdMs;
      else heldMs = trap.holdMs;
    }
    if (way.sent.reduce((sum, part) => sum + part.length, 0) > mostKept) way.sent = [];
    if (way.sent.length === 0) return heldMs;
    this.#last = way.sent;
    for (const word of kept) if (bytes.includes(word)) this.#lastOf.set(word, way.sent);
    if (bytes.includes('sessions:promote"')) this.promotes += 1;
    return heldMs;
  }

  #dropAll(): void {
    for (const { client, host } of this.#ways) {
      client.resetAndDestroy();
      host.destroy();
    }
    this.#ways.clear();
  }
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
