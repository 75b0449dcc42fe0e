import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { checkFolder } from "../src/engine/check.ts";
import { openEngine } from "../src/engine/engine.ts";
import { freePort, startChild } from "./child.ts";
import { importDirectly, latest, rowsOf, written, type Reached } from "./importing.ts";
import { eventually, temporaryFolder } from "./setup.ts";

// One that replaces shows the old documents and begins anew; one that adds goes on where it was.
test.each(["replace", "append"])(
  "an import to %s in whose course the host was killed comes to its end after the next start, and neither loses nor doubles a document",
  { timeout: 120_000 },
  async (mode) => {
    const dataDir = await temporaryFolder();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ["--data", dataDir, "--port", String(port), "--dev"];
    const count = 16_000;
    const start = async () => {
      const child = await startChild(args);
      const { adminKey } = JSON.parse(await readFile(path.join(dataDir, "host.json"), "utf8")) as { adminKey: string };
      return { child, host: { url, adminKey } };
    };
    // A cron counts its ticks in the same table.
    const imported = async (reached: Reached) =>
      (await rowsOf(reached, "counters", count * 2)).flatMap(({ name }) => (name === "ticks" ? [] : [name]));
    let { child, host } = await start();
    await importDirectly(host, '{"name":"old","value":0}\n', { tableName: "counters", mode: "append", format: "jsonLines" });
    const lines = Array.from({ length: count }, (_, index) => `{"name":"n${index}","value":${index}}\n`).join("");
    const asked = importDirectly(host, lines, { tableName: "counters", mode, format: "jsonLines" }).catch(() => undefined);
    // In the midst of it, twice: also of one that already went on.
    for (let kills = 0, reached = 0; kills < 2; kills++) {
      reached = await eventually(async () => {
        const rows = (await written(host)) ?? 0;
        return rows > (mode === "append" ? reached : 0) && rows < count ? rows : null;
      }, 30_000);
      child.process.kill("SIGKILL");
      await child.exited;
      ({ child, host } = await start());
      if (mode === "replace") expect(await imported(host)).toEqual(["old"]);
    }
    await asked;
    await eventually(async () => (await latest(host))?.state.state === "completed", 60_000);
    const rows = await imported(host);
    const expected = mode === "append" ? count + 1 : count;
    expect(rows.length).toBe(expected);
    expect(new Set(rows).size).toBe(expected);
    expect((await readdir(dataDir)).filter((name) => name.startsWith("import-") || name.startsWith("snapshot-"))).toEqual([]);
    child.process.kill("SIGTERM");
    await child.exited;
    expect(checkFolder(dataDir).problems).toEqual([]);
    // What had been written before the kills is gone as well.
    const engine = openEngine(dataDir);
    expect(engine.replacements.sweep()).toBe("done");
    engine.close();
  },
);
