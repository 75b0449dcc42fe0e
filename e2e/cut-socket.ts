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
