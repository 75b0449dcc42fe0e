import { WebSocket } from "ws";

import { Client } from "./client.ts";

const SAMPLES = 500;

export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

async function sample(once: (n: number) => Promise<void>): Promise<Spread> {
  const times: number[] = [];
  for (let n = -50; n < SAMPLES; n++) {
    const begin = performance.now();
    await once(n);
    if (n >= 0) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(SAMPLES * 0.5)] ?? 0, p99: times[Math.floor(SAMPLES * 0.99)] ?? 0 };
}

/** Of a message and its echo, which one sync of the disk lies between. */
export async function echoLatency(url: string): Promise<Spread> {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once("open", resolve));
  const spread = await sample(async (n) => {
    const back = new Promise((resolve) => socket.once("message", resolve));
    socket.send(JSON.stringify({ type: "Mutation", requestId: n, udfPath: "items:set", args: [{ key: 0, value: n }] }));
    await back;
  });
  socket.close();
  return spread;
}

/** From the call of a mutation to the news of it at another socket, which follows `queries` queries; one is touched. */
export async function pushLatency(url: string, queries: number): Promise<Spread> {
  const [writer, reader] = [new Client(url), new Client(url)];
  await Promise.all([writer.open(), reader.open()]);
  await reader.follow(queries);
  const spread = await sample(async (n) => {
    const told = new Promise<void>((resolve) => (reader.onUpdate = resolve));
    const answered = writer.mutate("items:set", { key: 0, value: n + 1000 * queries });
    await told;
    await answered;
  });
  writer.close();
  reader.close();
  return spread;
}
