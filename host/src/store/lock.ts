import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

export interface Lock {
  release(): void;
}

interface Holder {
  /** Process ids only mean something on the same machine, or in the same container. */
  readonly host: string | null;
  readonly pid: number;
  /** Tells two processes with the same id apart; null where the system cannot say. */
  readonly startTime: string | null;
}

const REFRESH_MS = 10_000;
/** Longer than a host is ever busy without refreshing, and the wait after a container was lost. */
const STALE_MS = 60_000;

/**
 * Takes `host.lock` in the data folder, or throws when a living process holds it. A lock whose process is gone, or whose
 * process id now belongs to another process, is taken over. A lock of another machine or container on a shared folder, whose
 * processes cannot be seen from here, counts as held until it was not refreshed for a minute.
 */
export function acquireLock(directory: string): Lock {
  const path = join(directory, "host.lock");
  const own: Holder = { host: hostname(), pid: process.pid, startTime: startTimeOf(process.pid) };
  // Two rounds: the second one after a stale lock was removed.
  for (let round = 0; ; round++) {
    if (create(path, own)) {
      const timer = setInterval(() => refresh(path), REFRESH_MS).unref();
      return {
        release: () => {
          clearInterval(timer);
          releaseOwn(path, own);
        },
      };
    }
    const found = readText(path);
    const holder = found === null ? null : parseHolder(found);
    const isHeld = holder !== null && isAlive(holder, path);
    if (round > 0 || isHeld || (found !== null && !removeStale(path, found))) {
      throw new Error(
        `The data folder ${directory} is in use by another host (process ${holder?.pid ?? "unknown"} on ${holder?.host ?? "this machine"}). Stop it first, or choose another folder.`,
      );
    }
  }
}

/** The file appears with its content or not at all; false when there is one already. */
function create(path: string, own: Holder): boolean {
  const draft = `${path}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Removes the lock if it still says what was judged to be stale. Between the judgement and the removal another host may have
 * done the same and locked the folder; its lock is then put back and the answer is false.
 */
function removeStale(path: string, judged: string): boolean {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return true;
    throw error;
  }
  const isStale = readText(aside) === judged;
  if (isStale) unlinkSync(aside);
  else renameSync(aside, path);
  return isStale;
}

function refresh(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Somebody removed the file by hand. The database itself is still open and locked; there is nothing to repair.
  }
}

function releaseOwn(path: string, own: Holder): void {
  if (readText(path) === JSON.stringify(own)) unlinkSync(path);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
}

/** Null for a text that no host wrote. */
function parseHolder(text: string): Holder | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || !("pid" in parsed) || typeof parsed.pid !== "number") return null;
  const startTime = "startTime" in parsed && typeof parsed.startTime === "string" ? parsed.startTime : null;
  const host = "host" in parsed && typeof parsed.host === "string" ? parsed.host : null;
  return { host, pid: parsed.pid, startTime };
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== null && holder.host !== hostname()) {
    const file = statSync(path, { throwIfNoEntry: false });
    return file !== undefined && Date.now() - file.mtimeMs < STALE_MS;
  }
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
