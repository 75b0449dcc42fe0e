import { onTestFinished } from "vitest";
import { WebSocket, type ClientOptions } from "ws";

import { eventually } from "./setup.ts";

type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** A client that says exactly what a test wants, right or wrong. */
export class RawClient {
  readonly received: Message[] = [];
  closeCode: number | null = null;
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => this.received.push(JSON.parse(data.toString("utf8"))));
    socket.on("close", (code) => (this.closeCode = code));
    socket.on("error", () => undefined);
  }

  /** @param url the host's HTTP URL */
  static async open(url: string, options: ClientOptions = {}): Promise<RawClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`, options);
    const client = new RawClient(socket);
    onTestFinished(() => socket.terminate());
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  connect(sessionId = crypto.randomUUID(), connectionCount = 0): void {
    this.send({ type: "Connect", sessionId, connectionCount, lastCloseReason: null, clientTs: 0 });
  }

  follow(queryId: number, udfPath: string, args: unknown, baseVersion = 0): void {
    this.send({
      type: "ModifyQuerySet",
      baseVersion,
      newVersion: baseVersion + 1,
      modifications: [{ type: "Add", queryId, udfPath, args: [args] }],
    });
  }

  mutate(requestId: number, udfPath: string, args: unknown): void {
    this.send({ type: "Mutation", requestId, udfPath, args: [args] });
  }

  find(type: string, where: (message: Message) => boolean = () => true): Promise<Message> {
    return eventually(() => this.received.find((message) => message.type === type && where(message)));
  }

  async closed(): Promise<number> {
    await eventually(() => this.closeCode !== null);
    return this.closeCode ?? 0;
  }
}
