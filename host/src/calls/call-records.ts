import type { FunctionLog } from "./function-log.ts";
import type { ServerFunction } from "../functions/functions.ts";
import type { Log } from "../operation/log.ts";
import type { Metrics, Series } from "../operation/metrics.ts";

/** Who is told of calls. */
export interface RecordParts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly functionLog: FunctionLog;
}

/** Tells the logs and the metrics of calls that have ended. */
export class CallRecords {
  private readonly parts: RecordParts;
  private readonly counters = new Map<string, { readonly calls: Series; readonly seconds: Series }>();

  constructor(parts: RecordParts) {
    this.parts = parts;
  }

  /**
   * @param found null: there was no such function, or not for this caller
   * @param error its message; null for none
   */
  ended(found: ServerFunction | null, requestId: string, tookMs: number, logLines: readonly string[], error: string | null): void {
    const path = found?.path ?? "unknown";
    for (const line of logLines) this.parts.log("info", "function_log", { path, requestId, line });
    const { calls, seconds } = this.countersOf(path);
    calls.value += 1;
    seconds.value += tookMs / 1000;
    if (found !== null) this.parts.functionLog.add({ path, kind: found.kind, requestId, endedAt: Date.now(), tookMs, logLines, error });
  }

  private countersOf(path: string) {
    const { metrics } = this.parts;
    const known = this.counters.get(path) ?? {
      calls: metrics.series("host_function_calls_total", { path }),
      seconds: metrics.series("host_function_seconds_total", { path }),
    };
    this.counters.set(path, known);
    return known;
  }
}
