/** Follows a room and says something in it: `node client.mjs [URL]`. */
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";

// Node has one of its own since 22.
const webSocketConstructor = globalThis.WebSocket ?? (await import("ws")).WebSocket;
const url = process.argv[2] ?? "http://127.0.0.1:3210";
const client = new ConvexClient(url, { skipConvexDeploymentUrlCheck: true, webSocketConstructor });
client.onUpdate(anyApi.messages.list, { room: "lobby" }, (messages) => {
  console.log(`${messages.length} messages; the newest: ${messages[0]?.text ?? "none"}`);
  if (messages.some(({ author }) => author === `process ${process.pid}`)) void client.close().then(() => process.exit(0));
});
await client.mutation(anyApi.messages.send, {
  room: "lobby",
  author: `process ${process.pid}`,
  text: `hello at ${new Date().toISOString()}`,
});
