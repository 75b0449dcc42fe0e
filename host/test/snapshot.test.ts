import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { inflateRawSync } from "node:zlib";

import { expect, test } from "vitest";

import { main } from "../src/cli.ts";
import { api, httpClient, startHost, temporaryFolder } from "./setup.ts";

/** Reads a ZIP by its directory, as other programs do. */
async function readZip(file: string): Promise<Map<string, Buffer>> {
  const bytes = await readFile(file);
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x0605_4b50);
  const found = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const from = bytes.readUInt32LE(at + 42) + 30 + nameLength;
    const content = inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 20)));
    expect(content.length).toBe(bytes.readUInt32LE(at + 24));
    found.set(name, content);
    at += 46 + nameLength;
  }
  return found;
}

const linesOf = (content: Buffer | undefined): unknown[] => (content?.toString("utf8") ?? "").split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

test.each([true, false])("an export holds documents and files as JSON lines, and no keys; host runs: %s", async (isRunning) => {
  const dataDir = await temporaryFolder();
  const target = path.join(await temporaryFolder(), "export.zip");
  const host = await startHost({ dataDir });
  for (let n = 0; n < 3; n++) await httpClient(host).mutation(api.counters.add, { name: `counter ${n}` });
  const { id: storageId } = await httpClient(host).action(api.files.storeText, { text: "hello" });
  if (!isRunning) await host.close();
  await main(["export", "--data", dataDir, "--to", target]);
  const entries = await readZip(target);
  expect(linesOf(entries.get("counters/documents.jsonl"))).toEqual(expect.arrayContaining([0, 1, 2].map((n) => expect.objectContaining({ name: `counter ${n}`, value: 1 }) as unknown)));
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

  const restored = await temporaryFolder();
  for (const [name, content] of await readZip(target)) {
    await mkdir(path.dirname(path.join(restored, name)), { recursive: true });
    await writeFile(path.join(restored, name), content);
  }
  const copy = await startHost({ dataDir: restored });
  expect(await httpClient(copy).query(api.counters.get, { name: "a" })).toBe(1);
  expect(copy.adminKey).toBe(host.adminKey);
  const url: unknown = await httpClient(copy).query(api.files.url, { id });
  expect(await (await fetch(String(url))).text()).toBe("hello");
});

test("nobody but an administrator gets a snapshot", async () => {
  const host = await startHost();
  for (const kind of ["backup", "export"]) expect((await fetch(`${host.url}/api/host/${kind}`, { method: "POST" })).status).toBe(401);
});
