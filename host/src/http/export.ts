import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import type { Engine } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import { writeSnapshot } from "../transfer/snapshot.ts";
import type { FinishedExport } from "../functions/system-functions.ts";

/** What `npx convex export` asks for: an archive is made, its state is asked for, it is fetched. The newest one is kept until the next. */
export class Exports {
  latest: FinishedExport | null = null;
  private isMaking = false;

  /** Makes one; resolves when it is whole. Throws when another is being made. */
  async make(engine: Engine, dataDir: string, hasFiles: boolean): Promise<void> {
    if (this.isMaking) throw new HostError("ExportInProgress", "Another export is being made", 400);
    this.isMaking = true;
    try {
      const ts = engine.lastTs;
      // By this name it is removed at the next start.
      const file = path.join(dataDir, `snapshot-export-${ts}-${Date.now()}.zip`);
      await writeSnapshot(hasFiles ? "export" : "documents", engine, dataDir, file);
      const before = this.latest;
      this.latest = { ts, file };
      if (before !== null) await rm(before.file, { force: true });
    } finally {
      this.isMaking = false;
    }
  }

  async send(ts: string, response: ServerResponse): Promise<void> {
    if (this.latest === null || String(this.latest.ts) !== ts) throw new HostError("NotFound", "There is no such export", 404);
    const { file } = this.latest;
    response.setHeader("Content-Type", "application/zip");
    response.setHeader("Content-Length", (await stat(file)).size);
    response.setHeader("Content-Disposition", `attachment; filename="snapshot_${ts}.zip"`);
    response.writeHead(200);
    await pipeline(createReadStream(file), response);
  }

  async close(): Promise<void> {
    if (this.latest !== null) await rm(this.latest.file, { force: true });
  }
}
