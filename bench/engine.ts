/*
 * How fast the engine is on this machine, without sockets and functions. Not a test: the numbers vary with the disk and with
 * whatever else runs.
 *
 *   npx esbuild bench/engine.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-engine.mjs
 *   node build/bench-engine.mjs
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../host/src/engine/engine.ts";
import { SubscriptionIndex } from "../host/src/engine/subscription-index.ts";
import { collect, commit, read, schemaWith } from "../host/src/engine/testing.ts";
import type { IndexBound, SerializedQuery } from "../host/src/engine/query-types.ts";

const BODY = "x".repeat(100);
const directory = mkdtempSync(join(tmpdir(), "bench-"));
const engine = openEngine(directory);
engine.applySchema(schemaWith({ items: { by_n: ["n"], by_group: ["group"] } }));

function report(name: string, value: number, unit: string): void {
  console.log(`${name.padEnd(46)} ${value >= 100 ? Math.round(value) : value.toFixed(3)} ${unit}`);
}

/** `batch` mutations of `size` documents per commit, three index entries each. */
function inserts(batch: number, size: number, total: number): void {
  const begin = performance.now();
  for (let done = 0; done < total;) {
    for (let i = 0; i < batch; i++, done += size) {
      const tx = engine.begin("mutation");
      for (let j = 0; j < size; j++) tx.insert("items", { n: Math.random(), group: `group ${(done + j) % 100}`, body: BODY });
      engine.stage(tx);
    }
    engine.flush();
  }
  report(`inserts, ${batch} mutations of ${size} per commit`, total / ((performance.now() - begin) / 1000), "documents/s");
}

function measure(name: string, rounds: number, work: () => void): void {
  const times: number[] = [];
  for (let i = -rounds / 10; i < rounds; i++) {
    const begin = performance.now();
    work();
    if (i >= 0) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  report(`${name}, p50`, times[Math.floor(rounds * 0.5)] ?? 0, "ms");
  report(`${name}, p99`, times[Math.floor(rounds * 0.99)] ?? 0, "ms");
}

function take(limit: number): SerializedQuery {
  const range: IndexBound[] = [{ type: "Gt", fieldPath: "n", value: Math.random() * 0.9 }];
  return { source: { type: "IndexRange", indexName: "items.by_n", range }, operators: [{ limit }] };
}

inserts(1, 1, 1000);
inserts(10, 1, 10_000);
inserts(100, 1, 40_000);
inserts(1, 1000, 50_000);

for (const limit of [1, 20, 1000])
  measure(`take(${limit}) of 100,000`, limit === 1000 ? 100 : 2000, () => read(engine, (tx) => collect(tx.openQuery(take(limit)))));

const { result: ids } = commit(engine, (tx) =>
  Array.from({ length: 100 }, (_, n) => tx.insert("items", { n, group: "counters", body: BODY })),
);
let next = 0;
measure("get, change and commit one document", 1000, () => {
  const id = ids[next++ % ids.length] ?? "";
  commit(engine, (tx) => tx.patch(id, { n: (JSON.parse(tx.get(id) ?? "") as { n: number }).n + 1 }));
});

const index = new SubscriptionIndex<number>();
ids.forEach((id, owner) => {
  // A hundred live queries on each of a hundred documents.
  for (let i = 0; i < 100; i++) {
    const tx = engine.begin("query");
    tx.get(id);
    collect(tx.openQuery(take(3)));
    tx.close();
    index.add(tx.readSet, owner * 100 + i);
  }
});
const { flushed } = commit(engine, (tx) => tx.insert("items", { n: 2, group: "new", body: BODY }));
measure(`a commit against ${index.size} live queries`, 2000, () => index.affected(flushed.writeSet));

engine.close();
rmSync(directory, { recursive: true, force: true });
