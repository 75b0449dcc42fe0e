import { execFileSync, spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";

import { expect, test } from "vitest";

import { main } from "../src/cli.ts";
import { restoreBackup } from "../src/operation/restore.ts";
import { readZip } from "../src/transfer/unzip.ts";
import { ZipWriter } from "../src/transfer/zip.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

async function contentsOf(file: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readZip(file)) {
    const chunks: Buffer[] = [];
    for await (const chunk of await entry.read()) chunks.push(Buffer.from(chunk));
    found.set(entry.name, Buffer.concat(chunks));
  }
  return found;
}

const linesOf = (content: Buffer | undefined): unknown[] =>
  (content?.toString("utf8") ?? "").split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

test.each([true, false])("an export holds documents and files as JSON lines, and no keys; host runs: %s", async (isRunning) => {
  const dataDir = await temporaryFolder();
  const target = path.join(await temporaryFolder(), "export.zip");
  const host = await startHost({ dataDir });
  for (let n = 0; n < 3; n++) await httpClient(host).mutation(api.counters.add, { name: `counter ${n}` });
  const { id: storageId } = await httpClient(host).action(api.files.storeText, { text: "hello" });
  if (!isRunning) await host.close();
  await main(["export", "--data", dataDir, "--to", target]);
  const entries = await contentsOf(target);
  expect(linesOf(entries.get("counters/documents.jsonl"))).toEqual(
    expect.arrayContaining([0, 1, 2].map((n) => expect.objectContaining({ name: `counter ${n}`, value: 1 }) as unknown)),
  );
  expect(linesOf(entries.get("_storage/documents.jsonl"))).toMatchObject([{ _id: storageId, size: 5 }]);
  expect(entries.get(`_storage/${String(storageId)}`)?.toString()).toBe("hello");
  expect([...entries.keys()].filter((name) => /key|_scheduled/.test(name))).toEqual([]);
  await expect(main(["export", "--data", dataDir, "--to", target])).rejects.toThrow("EEXIST");
});

test("a backup of a running host, unpacked, is that host at that moment", async () => {
  const dataDir = await temporaryFolder();
  const target = path.join(await temporaryFolder(), "backup.zip");
  const host = await startHost({ dataDir });
  await httpClient(host).mutation(api.counters.add, { name: "a" });
  const { id } = await httpClient(host).action(api.files.storeText, { text: "hello" });
  await main(["backup", "--data", dataDir, "--to", target]);
  await httpClient(host).mutation(api.counters.add, { name: "a" });

  const restored = path.join(await temporaryFolder(), "again");
  await main(["drill", "--from", target]);
  await main(["restore", "--from", target, "--data", restored]);
  const copy = await startHost({ dataDir: restored });
  expect(await httpClient(copy).query(api.counters.get, { name: "a" })).toBe(1);
  expect(copy.adminKey).toBe(host.adminKey);
  const url: unknown = await httpClient(copy).query(api.files.url, { id });
  expect(await (await fetch(String(url))).text()).toBe("hello");
});

test("a backup that is damaged, cut off or none is refused, and the folder stays empty", async () => {
  const dataDir = await temporaryFolder();
  const folder = await temporaryFolder();
  const [target, into] = [path.join(folder, "backup.zip"), path.join(folder, "into")];
  await startHost({ dataDir });
  await main(["backup", "--data", dataDir, "--to", target]);
  const good = await readFile(target);
  const bad = path.join(folder, "bad.zip");
  const flipped = Buffer.from(good);
  // In the middle of the data: headers say twice what a reader needs once.
  flipped.writeUInt8(flipped.readUInt8(1000) ^ 0xff, 1000);
  for (const [content, message] of [
    [flipped, /damaged|invalid|incorrect|unexpected/],
    [good.subarray(0, good.length - 100), "was cut off"],
    [Buffer.from("no zip"), "is no ZIP file"],
  ] as const) {
    await writeFile(bad, content);
    await expect(restoreBackup(bad, into)).rejects.toThrow(message);
    expect(await readdir(into).catch(() => [])).toEqual([]);
  }
  await main(["export", "--data", dataDir, "--to", path.join(folder, "export.zip")]);
  await expect(restoreBackup(path.join(folder, "export.zip"), into)).rejects.toThrow("is no backup of a host");
  await expect(restoreBackup(target, dataDir)).rejects.toThrow("is not empty");
});

test.skipIf(spawnSync("python3", ["--version"]).status !== 0)("another program reads the archives, and we read its", async () => {
  const folder = await temporaryFolder();
  const [ours, theirs] = [path.join(folder, "ours.zip"), path.join(folder, "theirs.zip")];
  const zip = await ZipWriter.create(ours);
  for (let n = 0; n < 20; n++) await zip.add(`é/${n}.txt`, Readable.from(["x".repeat(n * 1000)], { objectMode: false }));
  await zip.finish();
  const script = `
import sys, zipfile
ours = zipfile.ZipFile(sys.argv[1])
assert ours.testzip() is None
theirs = zipfile.ZipFile(sys.argv[2], "w")
for info in ours.infolist():
    theirs.writestr(info.filename, ours.read(info), zipfile.ZIP_DEFLATED if info.file_size % 2000 else zipfile.ZIP_STORED)
theirs.close()`;
  execFileSync("python3", ["-c", script, ours, theirs]);
  expect(await contentsOf(theirs)).toEqual(await contentsOf(ours));
  expect((await contentsOf(ours)).get("é/19.txt")?.length).toBe(19_000);
});

test("nobody but an administrator gets a snapshot", async () => {
  const host = await startHost();
  for (const kind of ["backup", "export"]) expect((await fetch(`${host.url}/api/host/${kind}`, { method: "POST" })).status).toBe(401);
});
