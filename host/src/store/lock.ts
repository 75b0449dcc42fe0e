import { closeSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";

export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Tells two processes with the same id apart; null where the system cannot say. */
  readonly startTime: string | null;
}

/**
 * Takes `host.lock` in the data folder, or throws when a living process holds it. A lock whose process is gone, or whose
 * process id now belongs to another process, is taken over.
 */
export function acquireLock(directory: string): Lock {
  const path = join(directory, "host.lock");
  // Two rounds: the second one after a stale lock was removed.
  for (let round = 0; ; round++) {
    const own: Holder = { pid: process.pid, startTime: startTimeOf(process.pid) };
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, JSON.stringify(own));
      fsyncSync(file);
      closeSync(file);
      return { release: () => releaseOwn(path, own) };
    } catch (error) {
      if (!isErrno(error, "EEXIST")) throw error;
    }
    const holder = readHolder(path);
    if (round > 0 || (holder !== null && isAlive(holder))) {
      throw new Error(
        `The data folder ${directory} is in use by another host (process ${holder?.pid ?? "unknown"}). Stop it first, or choose another folder.`,
      );
    }
    try {
      unlinkSync(path);
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
  }
}

function releaseOwn(path: string, own: Holder): void {
  const holder = readHolder(path);
  if (holder?.pid === own.pid && holder.startTime === own.startTime) unlinkSync(path);
}

function readHolder(path: string): Holder | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof parsed !== "object" || parsed === null || !("pid" in parsed) || typeof parsed.pid !== "number") return null;
    const startTime = "startTime" in parsed && typeof parsed.startTime === "string" ? parsed.startTime : null;
    return { pid: parsed.pid, startTime };
  } catch {
    // Unreadable or half-written: its writer died while taking it.
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!isErrno(error, "EPERM")) return false;
  }
  const now = startTimeOf(holder.pid);
  return now === null || holder.startTime === null || now === holder.startTime;
}

/** Start time in clock ticks since boot plus the boot's id (Linux only), which no later process shares. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command in parentheses may hold spaces; field 22 of the whole is field 20 after it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return ticks === undefined ? null : `${boot}/${ticks}`;
  } catch {
    return null;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
