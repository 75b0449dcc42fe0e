import { execFileSync } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { freePort, startChild } from "./child.ts";
import { api, eventually, httpClient, liveClient, temporaryFolder } from "./setup.ts";

const canLimit = (() => {
  try {
    execFileSync("prlimit", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

/** A limit on the size of files fails writes as a full disk does, without needing one. */
test.skipIf(!canLimit)(
  "a full disk fails mutations and nothing else, and after repair the host goes on by itself",
  { timeout: 60_000 },
  async () => {
    const dataDir = await temporaryFolder();
    const port = await freePort();
    const args = ["--data", dataDir, "--port", String(port), "--dev"];
    const child = await startChild(args);
    const url = `http://127.0.0.1:${port}`;
    const limit = (bytes: number | "unlimited") =>
      execFileSync("prlimit", ["--pid", String(child.process.pid), `--fsize=${bytes}:unlimited`]);
    const health = async () => {
      const answer = await fetch(`${url}/health`);
      return [answer.status, await answer.json()];
    };
    const [http, live] = [httpClient({ url } as never), liveClient({ url } as never)];
    let seen: unknown;
    live.onUpdate(api.counters.get, { name: "a" }, (value) => (seen = value));
    await http.mutation(api.counters.add, { name: "a" });

    limit((await stat(path.join(dataDir, "data.sqlite3-wal"))).size);
    for (const attempt of [1, 2]) {
      await expect(http.mutation(api.counters.add, { name: "a" }), `attempt ${attempt}`).rejects.toThrow(/not known whether|was not made/);
      await expect(live.mutation(api.counters.add, { name: "a" }), `attempt ${attempt}`).rejects.toThrow("was not made");
    }
    expect(await http.query(api.counters.get, { name: "a" })).toBe(1);
    expect(await health()).toEqual([503, { status: "cannot write" }]);

    // What changes nothing needs no disk, and says nothing of it.
    expect(await http.mutation(api.counters.whence, {})).toContain("127.0.0.1");
    expect(await health()).toEqual([503, { status: "cannot write" }]);

    limit("unlimited");
    expect(await health()).toEqual([200, { status: "ok" }]);
    expect(await live.mutation(api.counters.add, { name: "a" })).toBe(2);
    await eventually(() => seen === 2);
    child.process.kill("SIGKILL");
    await child.exited;
    await startChild(args);
    expect(await http.query(api.counters.get, { name: "a" })).toBe(2);
  },
);
