/**
 * The host and the product's functions as a process of its own, without the dashboard unless its folder is named.
 *
 *   node build/chaos-host.mjs <data folder> <port> [dashboard]
 *
 * Prints one line, `{"adminKey", "tokenKey"}`, when it serves. Over IPC it takes `{ disk: "full" | "unsynced" | "sound" }`: from then on
 * every write below the data folder fails as on a full disk, or every fsync as on a broken one.
 */
import fs from "node:fs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { createHost, jsonLog } from "../host/src/index.ts";
import { longCallBytesPerSecond, maxCallBytes } from "../scripts/lib/call-size.mjs";

/** The same for every port, so that a sign-in made in one world's template is one in all of its copies. */
const publicUrl = "http://console.chaos.example";
const [dataDir = "", port = "0", staticDir] = process.argv.slice(2);

const host = await createHost({
  dataDir,
  port: Number(port),
  hostname: "127.0.0.1",
  publicUrl,
  functions: "build/chaos-functions.cjs",
  maxCallBytes,
  longCallBytesPerSecond,
  log: jsonLog,
  ...(staticDir === undefined ? {} : { staticDir }),
});
const { adminKey, jwtPrivateKey } = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8")) as {
  adminKey: string;
  jwtPrivateKey: string;
};
// The key is kept in one line.
const tokenKey = jwtPrivateKey.replaceAll(/(?<=-----) | (?=-----)/g, "\n");
process.stdout.write(`${JSON.stringify({ adminKey, tokenKey })}\n`);

/** The SQLite driver in WebAssembly does its file work through these two; a driver in native code is not reached. */
const { writeSync, fsyncSync } = fs;
const failing = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: as the schedule wants it`), { code });
};
process.on("message", ({ disk }: { disk: "full" | "unsynced" | "sound" }) => {
  fs.writeSync = disk === "full" ? failing("ENOSPC") : writeSync;
  fs.fsyncSync = disk === "unsynced" ? failing("EIO") : fsyncSync;
});
const end = (): void => void host.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("disconnect", end);
