/*
 * The host beside PostgreSQL as Debian installs it (its log synced for each commit): single small rows, each in a transaction of its own and
 * answered when it is on disk, over one connection with 64 under way. Left out where PostgreSQL is not installed (Debian: `apt-get install postgresql`).
 *
 *   npx esbuild bench/host-peers.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-host-peers.mjs
 *   node build/bench-host-peers.mjs
 *
 * What is compared: PostgreSQL parses nothing (a prepared statement), runs no function, tells nobody who follows the rows and keeps two indexes
 * over three columns; it commits each transaction by itself and in order. The host runs a JavaScript mutation with checked arguments and a checked
 * document, records that it happened so that it can be sent again, tells followers, and keeps the same two indexes. Both run in processes of their
 * own beside this client, with files in the same folder.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "./lib/host/client.ts";
import { postgresPrograms, startPostgres } from "./lib/host/postgres.ts";
import { bundleApp, serve, start } from "./lib/host/server.ts";
import { BODY, pipelined } from "./lib/host/work.ts";
import { report } from "./lib/report.mjs";

const ROUNDS = 5;
const IN_FLIGHT = 64;
const ROWS = 4000;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main(programs: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-peers-"));
  const { client: postgres, stop } = await startPostgres(programs);
  try {
    await bundleApp(dataDir);
    const host = await start(dataDir);
    const client = new Client(host.ready.url);
    await client.open();
    await postgres.run("CREATE TABLE items (id bigserial PRIMARY KEY, key double precision, value double precision, body text)");
    await postgres.run("CREATE INDEX by_key ON items (key)");
    await postgres.prepare("INSERT INTO items (key, value, body) VALUES ($1, 0, $2)");
    const ours = (key: number) => client.mutate("items:insert", { key, body: BODY });
    const theirs = (key: number) => postgres.call([String(key), BODY]);
    for (const inFlight of [IN_FLIGHT, 1]) {
      const rows = inFlight === 1 ? ROWS / 8 : ROWS;
      const rates = { ours: [] as number[], theirs: [] as number[] };
      // The first round of each warms it up.
      for (let round = -1; round < ROUNDS; round++) {
        const [one, other] = [await pipelined(rows, inFlight, ours), await pipelined(rows, inFlight, theirs)];
        if (round < 0) continue;
        rates.ours.push(one);
        rates.theirs.push(other);
      }
      report({
        section: "host",
        what: `durable inserts over one connection, ${inFlight} in flight`,
        value: median(rates.ours),
        unit: "/s",
        floor: { name: "PostgreSQL", value: median(rates.theirs) },
      });
    }
    client.close();
    await host.stop();
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [, , mode, folder] = process.argv;
if (mode === "serve" && folder !== undefined) await serve(folder);
else {
  const programs = postgresPrograms();
  if (programs === null) process.stdout.write("PostgreSQL is not installed: the comparison with it is left out.\n");
  else await main(programs);
}
