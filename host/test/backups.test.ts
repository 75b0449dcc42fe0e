import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { drill } from "../src/operation/restore.ts";
import { api, eventually, httpClient, startHost, temporaryFolder } from "./setup.ts";

test("scheduled backups are whole, are few, say their moment, and go on after a restart", { timeout: 60_000 }, async () => {
  const folder = path.join(await temporaryFolder(), "archives");
  const dataDir = await temporaryFolder();
  const told: { event: string; facts: Readonly<Record<string, unknown>> }[] = [];
  const log = (_level: string, event: string, facts = {}) => void told.push({ event, facts });
  const options = { dataDir, log, backups: { folder, everyMs: 1000, keep: 2 } };
  const made = () => told.filter(({ event }) => event === "backup_made");
  const host = await startHost(options);
  await mkdir(path.join(dataDir, "snapshot-left-by-a-crash"));
  await writeFile(path.join(folder, "backup-of-somebody.zip"), "not ours");
  let added = 0;
  // Writes go on while it copies.
  while (made().length < 3) {
    await httpClient(host).mutation(api.counters.add, { name: `n ${added}` });
    added += 1;
  }
  await host.close();
  const archives = (await readdir(folder)).filter((name) => /^backup-\d/.test(name)).sort();
  expect(archives).toHaveLength(2);
  expect(await readdir(folder)).toContain("backup-of-somebody.zip");
  const newest = path.join(folder, String(archives.at(-1)));
  const last = made().find(({ facts }) => facts["file"] === newest);
  const drilled = await drill(newest, await temporaryFolder());
  expect(drilled).toMatchObject({ problems: [], pointOfRestore: last?.facts["pointOfRestore"] });
  expect(drilled.documents).toBeGreaterThan(0);

  // Started again with an hour between them, the newest one counts.
  const again = await startHost({ ...options, backups: { folder, everyMs: 3_600_000, keep: 2 } });
  expect((await readdir(dataDir)).filter((name) => name.startsWith("snapshot-"))).toEqual([]);
  const metrics = await (await fetch(`${again.url}/metrics`, { headers: { Authorization: `Bearer ${again.adminKey}` } })).text();
  expect(Number(/^host_newest_backup_timestamp_seconds (\S+)$/m.exec(metrics)?.[1]) * 1000).toBeGreaterThan(Date.now() - 60_000);
});

test("a backup that cannot be written is told, counted and tried again, and leaves nothing half", async () => {
  const events: string[] = [];
  const folder = await temporaryFolder();
  const dataDir = await temporaryFolder();
  const host = await startHost({ dataDir, log: (_level, event) => void events.push(event), backups: { folder, everyMs: 1000, keep: 1 } });
  await eventually(() => events.includes("backup_made"));
  await httpClient(host).action(api.files.storeText, { text: "hello" });
  // A stored file that cannot be read fails the archive after it was begun.
  await mkdir(path.join(dataDir, "files", "broken"));
  await eventually(() => events.includes("backup_failed"));
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  const metrics = await (await fetch(`${host.url}/metrics`, { headers: { Authorization: `Bearer ${host.adminKey}` } })).text();
  expect(metrics).toMatch(/^host_backup_failures_total [1-9]/m);
});
