import { WebSocket } from "ws";

/**
 * Sends mutations by the sync protocol and, like the official client, sends those again that are not answered when a
 * connection ends; but it comes back at once, where the official one waits longer each time.
 */
export class ResendingClient {
  private readonly url: string;
  private readonly sessionId = crypto.randomUUID();
  private readonly pending = new Map<number, { message: string; resolve: (result: unknown) => void }>();
  private socket: WebSocket | null = null;
  private connectionCount = 0;
  private requestId = 0;
  private isClosed = false;

  /** @param url the host's HTTP URL */
  constructor(url: string) {
    this.url = `${url.replace("http", "ws")}/api/1.48.0/sync`;
    this.open();
  }

  mutation(udfPath: string, args: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      const requestId = this.requestId++;
      const message = JSON.stringify({ type: "Mutation", requestId, udfPath, args: [args] });
      this.pending.set(requestId, { message, resolve });
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(message);
    });
  }

  close(): void {
    this.isClosed = true;
    this.socket?.close();
  }

  private open(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.on("open", () => {
      socket.send(
        JSON.stringify({
          type: "Connect",
          sessionId: this.sessionId,
          connectionCount: this.connectionCount++,
          lastCloseReason: null,
          clientTs: 0,
        }),
      );
      for (const { message } of this.pending.values()) socket.send(message);
    });
    socket.on("message", (data: Buffer) => {
      const message: { type: string; requestId: number; success: boolean; result: unknown } = JSON.parse(data.toString("utf8"));
      if (message.type !== "MutationResponse" || !message.success) return;
      this.pending.get(message.requestId)?.resolve(message.result);
      this.pending.delete(message.requestId);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (!this.isClosed) setTimeout(() => this.open(), 20);
    });
  }
}
