import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { WebSocket } from "ws";
import type { Answer } from "../src/index.ts";
import type { StoredRobot } from "./credential.ts";

const watch = makeFunctionReference<"query", { apiKey: string; robotId: string }, Answer>("publicApi:watchRobot");

/** Calls `onPush` with each change of the robot's session or stop; the client reconnects by itself. Returns how to end it. */
export function watchRobot(robot: StoredRobot, onPush: (answer: Answer) => void): () => void {
  const client = new ConvexClient(robot.convexUrl, {
    // Node's and the browser's sockets differ in types, not in what the client uses of them.
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
    logger: false,
  });
  // An error here costs nothing but speed: the next heartbeat brings the same answer.
  client.onUpdate(watch, { apiKey: robot.credential, robotId: robot.robotId }, onPush, () => undefined);
  return () => void client.close();
}
