import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";

import type { Engine } from "../engine/types.ts";
import { messageOf, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { writeSnapshot } from "../transfer/snapshot.ts";

export interface BackupPlan {
  /** Where to put the archives: best on another disk. Made when it is not there. */
  readonly folder: string;
  readonly everyMs: number;
  /** How many to keep; older ones are removed after a new one is whole. */
  readonly keep: number;
}

const NAME = /^backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.zip$/;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** After one that failed, so that a disk that is full for a while costs no whole interval. */
const RETRY_MS = 60_000;

/**
 * Saves everything on a schedule while the host goes on. What is lost with the machine is what was written since the newest archive,
 * whose moment the log and the metrics tell. The schedule goes on across restarts.
 */
export class ScheduledBackups {
  private readonly plan: BackupPlan;
  private readonly engine: Engine;
  private readonly dataDir: string;
  private readonly log: Log;
  private readonly metrics: Metrics;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isClosed = false;
  private newestAt = 0;

  constructor(plan: BackupPlan, engine: Engine, dataDir: string, log: Log, metrics: Metrics) {
    this.plan = plan;
    this.engine = engine;
    this.dataDir = dataDir;
    this.log = log;
    this.metrics = metrics;
    metrics.gauge(
      "host_newest_backup_timestamp_seconds",
      "Moment that the newest scheduled backup holds, since 1970; 0 without one",
      () => this.newestAt / 1000,
    );
    metrics.count("host_backups_total", "Scheduled backups that are whole");
    metrics.count("host_backup_failures_total", "Scheduled backups that failed");
  }

  /** @throws when the folder cannot be made or written to: a plan that cannot work must not look as if it did */
  async start(): Promise<void> {
    await mkdir(this.plan.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.plan.folder)) if (name.endsWith(".zip.part")) await rm(path.join(this.plan.folder, name));
    const newest = (await this.archives()).at(-1);
    this.newestAt = newest === undefined ? 0 : timeOf(newest);
    this.arm(newest === undefined ? 0 : this.newestAt + this.plan.everyMs - Date.now());
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private arm(inMs: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => (this.running = this.run()), Math.min(Math.max(0, inMs), LONGEST_TIMER_MS));
    this.timer.unref();
  }

  private async run(): Promise<void> {
    const startedAt = Date.now();
    const name = `backup-${new Date(startedAt).toISOString().slice(0, 19).replaceAll(":", "-")}Z.zip`;
    const target = path.join(this.plan.folder, name);
    try {
      await rm(`${target}.part`, { force: true });
      const pointOfRestore = await writeSnapshot("backup", this.engine, this.dataDir, `${target}.part`);
      await rename(`${target}.part`, target);
      this.newestAt = Date.parse(pointOfRestore);
      this.metrics.add("host_backups_total");
      const { size } = await stat(target);
      this.log("info", "backup_made", { file: target, bytes: size, seconds: (Date.now() - startedAt) / 1000, pointOfRestore });
      for (const old of (await this.archives()).slice(0, -this.plan.keep)) await rm(path.join(this.plan.folder, old));
      this.arm(startedAt + this.plan.everyMs - Date.now());
    } catch (error) {
      if (this.isClosed) return;
      this.metrics.add("host_backup_failures_total");
      const free = await statfs(this.plan.folder)
        .then(({ bavail, bsize }) => bavail * bsize)
        .catch(() => null);
      this.log("error", "backup_failed", { folder: this.plan.folder, message: messageOf(error), freeBytes: free });
      this.arm(Math.min(RETRY_MS, this.plan.everyMs));
    }
  }

  private async archives(): Promise<string[]> {
    return (await readdir(this.plan.folder)).filter((name) => NAME.test(name)).sort();
  }
}

function timeOf(archive: string): number {
  const [date, time] = archive.slice("backup-".length, -"Z.zip".length).split("T");
  return Date.parse(`${date}T${time?.replaceAll("-", ":")}Z`);
}
