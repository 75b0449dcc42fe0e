import { WebSocket } from "ws";

/** The least of a sync client that can be measured. */
export class Client {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, () => void>();
  private nextRequest = 0;
  onUpdate: () => void = () => undefined;

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/1.48.0/sync`);
    this.socket.on("message", (data) => {
      const text = data instanceof Buffer ? data.toString("utf8") : "";
      const message = JSON.parse(text) as { type: string; requestId?: number; success?: boolean; modifications?: unknown[] };
      if (message.type === "MutationResponse" && message.requestId !== undefined) {
        if (message.success !== true) throw new Error(text);
        this.waiting.get(message.requestId)?.();
        this.waiting.delete(message.requestId);
      }
      if (message.type === "Transition" && (message.modifications?.length ?? 0) > 0) this.onUpdate();
    });
  }

  async open(): Promise<void> {
    await new Promise((resolve) => this.socket.once("open", resolve));
    this.send({ type: "Connect", sessionId: `bench-${Math.random()}`, connectionCount: 0, lastCloseReason: null, clientTs: 0 });
  }

  /** Follows the values of keys from 0, and resolves when all are there. */
  follow(count: number): Promise<void> {
    const modifications = Array.from({ length: count }, (_, key) => ({
      type: "Add",
      queryId: key,
      udfPath: "items:value",
      args: [{ key }],
    }));
    const arrived = new Promise<void>((resolve) => (this.onUpdate = resolve));
    this.send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications });
    return arrived;
  }

  mutate(udfPath: string, args: object): Promise<void> {
    const requestId = this.nextRequest++;
    const answered = new Promise<void>((resolve) => this.waiting.set(requestId, resolve));
    this.send({ type: "Mutation", requestId, udfPath, args: [args] });
    return answered;
  }

  close(): void {
    this.socket.close();
  }

  private send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }
}
