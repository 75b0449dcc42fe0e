import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

import type { Log } from "./log.ts";

/** Says to a process that another one starts it again when it breaks. */
const MARK = "HOST_SUPERVISED";
const STOP = "stop";
const READY = "ready";

const MAX_RESTARTS = 5;
const WINDOW_MS = 10 * 60_000;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/**
 * Runs this program once more as a process of its own, and starts that again when it ends by itself after it was ready: when the watchdog
 * ended it, or the store failed. A start that fails is not repeated, and neither is a sixth end within ten minutes.
 *
 * @param args of the program, for the child
 * @param firstDelayMs how long to wait before it is started again, and twice as long each time that follows
 * @returns the status to end with: 0 after a stop that was asked for, else the child's last one
 */
export async function supervise(args: readonly string[], log: Log, firstDelayMs = FIRST_DELAY_MS): Promise<number> {
  let child: ChildProcess | null = null;
  let wasReady = false;
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    // A message, because Ctrl-C has reached the child too, and a second signal ends it at once.
    if (wasReady && child?.connected === true) child.send(STOP);
    else child?.kill("SIGTERM");
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const ends: number[] = [];
  for (let isFirst = true; ; isFirst = false) {
    child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1, 2), ...args], {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...process.env, [MARK]: "1" },
    });
    wasReady = false;
    child.on("message", (message) => (wasReady ||= message === READY));
    const { code, signal } = await endOf(child);
    if (isStopping) return code ?? 1;
    if (code === 0 || (isFirst && !wasReady)) return code ?? 1;
    const now = Date.now();
    ends.push(now);
    const recent = ends.filter((at) => now - at < WINDOW_MS).length;
    log("error", "host_ended", { ...(signal === null ? { code } : { signal }), restarts: recent });
    if (recent > MAX_RESTARTS) {
      log("error", "gave_up", { reason: `it ended ${recent} times within ten minutes` });
      return code ?? 1;
    }
    await delay(Math.min(LONGEST_DELAY_MS, firstDelayMs * 2 ** (recent - 1)));
    if (isStopping) return 1;
  }
}

/** True in a process that `supervise` started. */
export const isSupervised = (): boolean => process.env[MARK] === "1" && process.send !== undefined;

/**
 * Must be called by a supervised program when it serves; does nothing in another one.
 *
 * @param stop closes it; called when the supervisor was asked to stop, or is gone
 */
export function serveSupervised(stop: () => void): void {
  if (!isSupervised()) return;
  process.on("message", (message) => message === STOP && stop());
  process.on("disconnect", stop);
  process.send?.(READY);
}

function endOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: 1, signal: null }));
  });
}
