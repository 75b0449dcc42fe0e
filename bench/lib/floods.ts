import { Agent, request } from "node:http";
import { connect } from "node:net";

import { WebSocket } from "ws";

import { maxCallBytes } from "../../scripts/lib/call-size.mjs";

/** What a flood is aimed at: a host, and what an attacker may have found: an arm's credential, a pairing code but for its end. */
export type Aim = { url: string; email: string; robotId: string; credential: string; claim: string };

/** Floods `aim` until the process ends. */
type Flood = (aim: Aim) => Promise<unknown>;

/** How many requests (or sockets) that were. */
export const made = { count: 0 };

const json = { "content-type": "application/json" };
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** So many callers, each of whom asks again as soon as it is answered. */
async function inFlight(callers: number, ask: (n: number) => Promise<unknown>): Promise<void> {
  const one = async (): Promise<never> => {
    for (;;) await ask(begun + (made.count += 1)).catch(() => pause(5));
  };
  await Promise.all(Array.from({ length: callers }, one));
}

/** Each attacker guesses something else. */
const begun = Math.floor(Math.random() * 1_000) * 10_000;

/** An attacker sits elsewhere than those who are served: the host sees another address. */
const localAddress = "127.0.0.2";
const agent = new Agent({ keepAlive: true, localAddress });

const post = (url: string, path: string, body: string): Promise<void> =>
  new Promise((done, refuse) => {
    const asked = request(
      `${url}/api/${path}`,
      { method: "POST", agent, headers: { ...json, "content-length": Buffer.byteLength(body) } },
      (response) => response.resume().once("end", done).once("error", refuse),
    );
    asked.once("error", refuse).end(body);
  });
const call = (path: string, args: object): string => JSON.stringify({ path, args, format: "json" });

/** The secret of a link for a screen, guessed. */
const guessedLink = (n: number): string => `wall_${n.toString(16).padStart(72, "0")}`;

const longCalls = new Map<number, string>();
/** Made once: making it is not what is measured. */
function longCall(length: number): string {
  const made = longCalls.get(length) ?? call("publicApi:createDeployment", { apiKey: "x".repeat(length), name: "d", modelId: "m" });
  longCalls.set(length, made);
  return made;
}

/** As many values as fit, in lists that are not too long to be taken: they take longest to parse. */
const manyValues = call("publicApi:createDeployment", {
  apiKey: "x",
  name: Array.from({ length: Math.floor((maxCallBytes - 200) / 16_392) }, () => Array.from({ length: 8_192 }, () => 1)),
});

/** So many sockets, kept open with what `greet` does to each. */
async function holding(count: number, open: () => void): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    open();
    made.count += 1;
    if (n % 50 === 49) await pause(20);
  }
}

const syncUrl = (url: string): string => `${url.replace("http", "ws")}/api/1.48.0/sync`;
const openSocket = (url: string, greet: (socket: WebSocket) => void): WebSocket => {
  const socket = new WebSocket(syncUrl(url), { localAddress });
  socket.on("error", () => undefined);
  socket.once("open", () => greet(socket));
  return socket;
};
const hello = JSON.stringify({
  type: "Connect",
  sessionId: "00000000-0000-4000-8000-000000000000",
  connectionCount: 0,
  lastCloseReason: null,
  clientTs: 0,
});
const queries = (count: number, salt: number): string =>
  JSON.stringify({
    type: "ModifyQuerySet",
    baseVersion: 0,
    newVersion: 1,
    modifications: Array.from({ length: count }, (_, queryId) => ({
      type: "Add",
      queryId,
      udfPath: "publicApi:listRobots",
      args: [{ apiKey: `rfx_${salt}_${queryId}` }],
    })),
  });

/** Each by its name in the table. */
export const floods: Record<string, Flood> = {
  "sign-ins, 32 in flight": (aim) =>
    inFlight(32, (n) =>
      post(
        aim.url,
        "action",
        call("auth:signIn", {
          provider: "password",
          params: { flow: "signIn", email: n % 2 === 0 ? aim.email : `nobody-${n}@chaos.example`, password: `wrong but long enough ${n}` },
        }),
      ),
    ),
  "claims, 32 in flight": (aim) =>
    inFlight(32, (n) =>
      post(aim.url, "mutation", call("publicApi:claimPairingToken", { token: `${aim.claim}${String(n).padStart(8, "0")}` })),
    ),
  "guessed links for screens, 32 in flight": (aim) =>
    inFlight(32, (n) =>
      n % 2 === 0
        ? post(aim.url, "query", call("wall:fleet", { link: guessedLink(n) }))
        : post(aim.url, "mutation", call("wall:noteUse", { link: guessedLink(n) })),
    ),
  "heartbeats of one arm, 32 in flight": (aim) =>
    inFlight(32, (n) =>
      post(
        aim.url,
        "mutation",
        call("publicApi:heartbeatRobot", { apiKey: aim.credential, robotId: aim.robotId, seq: n, intervalMs: 1_000, steps: n }),
      ),
    ),
  "a thousand bodies that never end": (aim) =>
    holding(1_000, () => {
      const { port, hostname } = new URL(aim.url);
      const socket = connect({ port: Number(port), host: hostname, localAddress }, () =>
        socket.write("POST /api/mutation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"),
      );
      socket.on("error", () => undefined);
      setInterval(() => socket.writable && socket.write(" "), 1_000);
    }),
  "strings of ten megabytes, 4 in flight": (aim) => inFlight(4, () => post(aim.url, "mutation", longCall(10 * 1024 * 1024))),
  "strings as long as are taken, 4 in flight": (aim) => inFlight(4, () => post(aim.url, "mutation", longCall(maxCallBytes - 200))),
  "calls as long as are taken, of short values, 4 in flight": (aim) => inFlight(4, () => post(aim.url, "mutation", manyValues)),
  "strings of 64 KiB, which count as short, 32 in flight": (aim) =>
    inFlight(32, () => post(aim.url, "mutation", longCall(64 * 1024 - 200))),
  "sockets, 500 idle and 50 that come and go": (aim) =>
    Promise.all([
      holding(500, () => openSocket(aim.url, () => undefined)),
      inFlight(
        50,
        () =>
          new Promise<void>((done) => {
            const socket = openSocket(aim.url, () => {
              socket.send(hello);
              socket.terminate();
            });
            socket.once("close", () => done());
          }),
      ),
    ]),
  "sockets that ask for a thousand queries each": (aim) =>
    inFlight(
      8,
      (n) =>
        new Promise<void>((done) => {
          const socket = openSocket(aim.url, () => {
            socket.send(hello);
            socket.send(queries(1_000, n));
          });
          socket.once("message", () => socket.once("message", () => socket.terminate()));
          socket.once("close", () => done());
        }),
    ),
};
