import type { Page, WebSocketRoute } from "@playwright/test";

/** A page whose live connection a test can cut, so that no other is opened until the cut is mended. */
export async function cuttableSocket(page: Page): Promise<{ cut: () => Promise<void>; mend: () => void }> {
  const sockets: WebSocketRoute[] = [];
  const end = { code: 3001, reason: "cut" };
  let isCut = false;
  await page.routeWebSocket(/\/sync$/, (socket) => {
    if (isCut) return void socket.close(end);
    socket.connectToServer();
    sockets.push(socket);
  });
  return {
    cut: async () => {
      isCut = true;
      await Promise.all(sockets.splice(0).map((socket) => socket.close(end)));
    },
    mend: () => {
      isCut = false;
    },
  };
}

/** A page whose live connection a test can hold up: what the server says meanwhile waits, in order, until it is let through. */
export async function heldSocket(page: Page): Promise<{ hold: () => void; letThrough: (messages: number) => void }> {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  await page.routeWebSocket(/\/sync$/, (socket) => {
    socket.connectToServer().onMessage((message) => {
      if (isHeld) waiting.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  return {
    hold: () => {
      isHeld = true;
    },
    /** All of them: nothing is held any more. */
    letThrough: (messages) => {
      for (const send of waiting.splice(0, messages)) send();
      if (messages === Infinity) isHeld = false;
    },
  };
}
