import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { main } from "../src/cli.ts";
import { api, appFolder, eventually, httpClient, liveClient, startHost, temporaryFolder } from "./setup.ts";

test("functions to come are prepared in the host that runs, while its writers go on", async () => {
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir });
  const client = liveClient(host);
  for (let n = 0; n < 200; n++) void client.mutation(api.counters.add, { name: `n ${n}` });
  await client.mutation(api.counters.add, { name: "last" });
  // Beside the sample app, so that it finds its packages.
  const next = path.join(path.dirname(appFolder), "next-app");
  await cp(appFolder, next, { recursive: true });
  try {
    const schema = await readFile(path.join(next, "schema.ts"), "utf8");
    await writeFile(
      path.join(next, "schema.ts"),
      schema.replace('.index("by_name", ["name"])', '.index("by_name", ["name"]).index("by_value", ["value", "name"])'),
    );
    let added = 0;
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        await client.mutation(api.counters.add, { name: `meanwhile ${added}` });
        added += 1;
      }
    })();
    await eventually(() => added > 5);
    await main(["prepare", "--functions", next, "--data", dataDir]);
    isDone = true;
    await writing;
    await host.close();
    const told: Readonly<Record<string, unknown>>[] = [];
    const again = await startHost({
      dataDir,
      functions: next,
      log: (_level, event, facts) => void (event === "schema_applied" && told.push(facts ?? {})),
    });
    expect(told).toMatchObject([{ createdIndexes: 1, validatedDocuments: 0 }]);
    expect(await httpClient(again).query(api.counters.get, { name: "last" })).toBe(1);
    await again.close();
    await main(["check", "--data", dataDir]);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
});
