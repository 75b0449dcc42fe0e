import { statfsSync, statSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

import type { Metrics } from "./metrics.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { StoreHealth } from "./store-health.ts";
import type { Subscriptions } from "../sync/subscriptions.ts";

export const COMMIT_SECONDS = "host_commit_seconds";

interface Sources {
  readonly dataDir: string;
  readonly queue: MutationQueue;
  readonly subscriptions: Subscriptions;
  readonly scheduler: Scheduler;
  readonly storeHealth: StoreHealth;
}

/**
 * Registers what a dashboard and alerts need to know of a host; `host/operations/` has both.
 *
 * @returns stops measuring
 */
export function describeMetrics(metrics: Metrics, { dataDir, queue, subscriptions, scheduler, storeHealth }: Sources): () => void {
  const startedAt = Date.now();
  metrics.count("host_function_calls_total", "Calls of server functions", true);
  metrics.count("host_function_failures_total", "Calls of server functions that failed, for whatever reason", true);
  metrics.count("host_function_seconds_total", "Time between begin and end of calls, waiting included", true);
  metrics.count("host_commits_total", "Commits to disk");
  metrics.count("host_mutations_total", "Mutations that are on disk");
  metrics.count("host_request_failures_total", "Requests that the host itself could not answer (status 500)");
  metrics.histogram(
    COMMIT_SECONDS,
    "Time of a commit to disk, which holds a group of mutations",
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
  );
  metrics.gauge("host_up_seconds", "Time since the start", () => (Date.now() - startedAt) / 1000);
  metrics.gauge("host_store_writable", "1 while the last commit succeeded, 0 while the disk takes no changes", () =>
    storeHealth.isWritable ? 1 : 0,
  );
  metrics.gauge("host_queued_mutations", "Mutations that wait for their turn", () => queue.length);
  metrics.gauge("host_followed_queries", "Different queries that clients follow", () => subscriptions.size);
  metrics.gauge("host_query_runs", "Runs of followed queries since the start", () => subscriptions.runs);
  metrics.gauge("host_running_actions", "Scheduled actions that run", () => scheduler.runningActions);
  metrics.gauge("host_data_bytes", "Size of the database", () => sizeOf(path.join(dataDir, "data.sqlite3")));
  metrics.gauge("host_log_bytes", "Size of the write-ahead log", () => sizeOf(path.join(dataDir, "data.sqlite3-wal")));
  metrics.gauge("host_disk_free_bytes", "Room on the disk of the data folder", () => freeBytes(dataDir));
  metrics.gauge("process_resident_memory_bytes", "Memory of the process", () => process.memoryUsage.rss());
  metrics.gauge("process_heap_bytes", "Memory of JavaScript objects in use", () => process.memoryUsage().heapUsed);
  metrics.gauge("process_cpu_seconds", "CPU time since the start", () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  // A reading begins a new one, so that a spike is told once and not for ever.
  metrics.gauge("host_thread_blocked_seconds", "Longest time that the thread was held since the last reading", () => {
    const longest = Math.max(0, delay.max / 1e9 - 0.02);
    delay.reset();
    return longest;
  });
  return () => delay.disable();
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
