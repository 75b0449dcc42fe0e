import path from "node:path";

import type { BackupPlan } from "./operation/backups.ts";
import type { HostOptions } from "./options.ts";

// What a command line says, as what the host takes; each throws where it is no such thing.

export function planOf(folder: string, every: string, keep: string): BackupPlan {
  const [everyMs, count] = [secondsOf(every) * 1000, Number(keep)];
  if (everyMs < 1000) throw new Error("--backup-every takes a second at least");
  if (!Number.isInteger(count) || count < 1) throw new Error("--backup-keep takes a number from 1");
  return { folder: path.resolve(folder), everyMs, keep: count };
}

export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text === "" || !Number.isFinite(seconds) || seconds < 0) throw new Error(`${text} is no number of seconds`);
  return seconds;
}

export function countOf(text: string, of: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${text} is no number of ${of}`);
  return count;
}

export function limitsOf(longCallBytes: string | undefined, sockets: string | undefined): Partial<HostOptions> {
  return {
    ...(longCallBytes === undefined ? {} : { longCallBytesPerSecond: countOf(longCallBytes, "bytes") }),
    ...(sockets === undefined ? {} : { socketsPerSecond: countOf(sockets, "sockets") }),
  };
}
