import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

import { textFrames } from "./outbox.ts";

test("frames are what another end reads, whatever their lengths", async () => {
  // A lone surrogate has no UTF-8, and becomes the sign for that, as in a message that is sent by itself.
  const messages = [
    "",
    "a",
    "é".repeat(62),
    "é".repeat(63),
    "x".repeat(125),
    "x".repeat(126),
    "x".repeat(65_535),
    "x".repeat(65_536),
    '{"a":"🤖"}',
    "lone \ud800",
  ];
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => void server.close());
  server.on("connection", (socket, request) => request.socket.write(textFrames(messages), () => socket.close()));
  await once(server, "listening");
  const address = server.address();
  const read: string[] = [];
  const client = new WebSocket(`ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  client.on("message", (data: Buffer) => read.push(data.toString("utf8")));
  await once(client, "close");
  expect(read).toEqual(messages.map((message) => Buffer.from(message).toString("utf8")));
});
