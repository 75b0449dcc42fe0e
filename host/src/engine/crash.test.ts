import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { checkFolder } from "./check.ts";
import { openEngine } from "./engine.ts";
import { collect, read, tableScan } from "./testing.ts";

/** Counts up in batches and prints the number after every flush; never ends by itself. */
const CHILD = `
  import { openEngine } from "./engine.ts";
  const engine = openEngine(process.argv[2]);
  engine.applySchema(JSON.stringify({ schemaValidation: false, tables: [{ tableName: "t", indexes: [{ indexDescriptor: "by_n", fields: ["n"] }], searchIndexes: [{ indexDescriptor: "search", searchField: "text", filterFields: ["n"] }], documentType: null }] }));
  for (;;) {
    const size = 1 + Math.floor(Math.random() * 8);
    for (let i = 0; i < size; i++) {
      const tx = engine.begin("mutation");
      const n = Number(tx.getMeta("counter") ?? 0) + 1;
      tx.insert("t", { n, text: "number" + (n % 100) + " of " + n + " " + "x".repeat(Math.random() * 2000) });
      tx.putMeta("counter", String(n));
      engine.stage(tx);
    }
    engine.flush();
    process.stdout.write(engine.getMeta("counter") + "\\n");
  }
`;

test("a killed process loses no batch it acknowledged, and half of none", async () => {
  // Inside of node_modules, so that the child finds the packages.
  const cache = join(import.meta.dirname, "../../../node_modules/.cache/engine-crash");
  mkdirSync(cache, { recursive: true });
  const bundles = mkdtempSync(join(cache, "run-"));
  const directory = mkdtempSync(join(tmpdir(), "crash-"));
  try {
    const outfile = join(bundles, "child.mjs");
    const stdin = { contents: CHILD, resolveDir: import.meta.dirname, loader: "ts" as const };
    await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" });
    let acknowledged = 0;
    for (let round = 0; round < 12; round++) {
      const before = acknowledged;
      const child = spawn(process.execPath, [outfile, directory], { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      const exited = once(child, "close");
      while (!output.includes("\n") && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      child.kill("SIGKILL");
      await exited;
      // The last line may be cut.
      acknowledged = Math.max(acknowledged, ...output.split("\n").slice(0, -1).map(Number));
      expect(acknowledged).toBeGreaterThan(before);

      const engine = openEngine(directory);
      try {
        const counter = Number(engine.getMeta("counter"));
        expect(counter).toBeGreaterThanOrEqual(acknowledged);
        acknowledged = counter;
        const indexed = {
          source: { type: "IndexRange", indexName: "t.by_n", range: [{ type: "Gt", fieldPath: "n", value: before }] },
          operators: [{ limit: 4000 }],
        } as const;
        const numbers = read(engine, (tx) => collect(tx.openQuery(indexed)).map((document) => document["n"]));
        expect(numbers).toEqual(Array.from({ length: Math.min(4000, counter - before) }, (_, i) => before + i + 1));
        expect(read(engine, (tx) => tx.count("t"))).toBe(counter);
        expect(read(engine, (tx) => collect(tx.openQuery({ ...tableScan("t", "desc"), operators: [{ limit: 1 }] })))).toMatchObject([
          { n: counter },
        ]);
      } finally {
        engine.close();
      }
    }
    expect(checkFolder(directory)).toMatchObject({ problems: [] });
  } finally {
    rmSync(directory, { recursive: true, force: true });
    rmSync(bundles, { recursive: true, force: true });
  }
}, 60_000);
