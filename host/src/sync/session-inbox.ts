import { BadMessage, parseClientMessage, type ClientMessage } from "./client-message.ts";

/** Has messages of a client handled strictly in order, though checking a token takes time. */
export class SessionInbox {
  private readonly mayRead: (text: string) => Promise<void> | void;
  private readonly handle: (message: ClientMessage) => Promise<void> | void;
  private readonly refuse: (error: unknown) => void;
  /** What came while a message is still handled. Null: none is. */
  private unread: (string | null)[] | null = null;
  private isOver = false;

  /**
   * @param mayRead asked before a message is parsed: answers nothing, or what resolves when it may be
   * @param refuse called with what `mayRead` or `handle` threw, or why a message could not be read
   */
  constructor(
    mayRead: (text: string) => Promise<void> | void,
    handle: (message: ClientMessage) => Promise<void> | void,
    refuse: (error: unknown) => void,
  ) {
    this.mayRead = mayRead;
    this.handle = handle;
    this.refuse = refuse;
  }

  /** @param text null: it was no text */
  receive(text: string | null): void {
    if (this.isOver) return;
    if (this.unread !== null) return void this.unread.push(text);
    try {
      if (text === null) throw new BadMessage("Binary messages are not part of the protocol");
      const reading = this.mayRead(text);
      const handling = reading === undefined ? this.handle(parseClientMessage(text)) : this.handleAfter(reading, text);
      if (handling !== undefined) void this.receiveAfter(handling);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Nothing more is read. */
  end(): void {
    this.isOver = true;
  }

  private async handleAfter(reading: Promise<void>, text: string): Promise<void> {
    await reading;
    if (!this.isOver) await this.handle(parseClientMessage(text));
  }

  private async receiveAfter(handling: Promise<void>): Promise<void> {
    const unread: (string | null)[] = [];
    this.unread = unread;
    try {
      await handling;
    } catch (error) {
      this.refuse(error);
    }
    this.unread = null;
    for (const text of unread) this.receive(text);
  }
}
