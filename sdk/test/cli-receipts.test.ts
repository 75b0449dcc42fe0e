import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTerminal } from "./terminal.ts";

const { folder, reflex, json, close } = await openTerminal();
afterAll(close);

test("receipts are exported in each format and verified again", async () => {
  const { id: deploymentId } = (await json("deploy", "create", "--name", "formats", "--model-id", "pi0.5")) as { id: string };
  for (const reason of ["=1+1", 'größe, "9"']) {
    const { sessionId } = await json("sessions", "authorize", "--deployment-id", deploymentId);
    await json("sessions", "close", String(sessionId), "--reason", reason);
  }
  const files = { jsonl: join(folder, "all.jsonl"), csv: join(folder, "all.csv"), parquet: join(folder, "all.parquet") };
  for (const [format, file] of Object.entries(files)) {
    const { count } = await json("receipts", "export", "--format", format, "-o", file);
    expect(count, format).toBeGreaterThanOrEqual(2);
  }
  const verified = async (file: string, ...more: string[]) =>
    JSON.parse((await reflex(["receipts", "verify", file, "--json", ...more], {})).stdout) as Record<string, unknown>;
  const proven = await verified(files.jsonl);
  expect(proven).toMatchObject({ ok: true, isWhole: true });
  const { manifest, ...rest } = await verified(files.parquet);
  expect({ ...rest, manifest: { ...(manifest as object), exportedAt: 0 } }).toEqual({
    ...proven,
    manifest: { ...(proven["manifest"] as object), exportedAt: 0 },
  });
  const keys = Object.entries(proven["publicKeys"] as Record<string, string>).map((pair) => pair.join("="));
  expect(await verified(files.csv, "--public-key", ...keys)).toMatchObject({ ok: true, count: proven["count"] });
  const keyless = await reflex(["receipts", "verify", files.csv], {});
  expect(keyless.status).toBe(2);
  expect(keyless.stderr).toContain("--public-key");

  const some = join(folder, "some.parquet");
  await json("receipts", "export", "--format", "parquet", "--deployment-id", deploymentId, "-o", some);
  expect(await verified(some)).toMatchObject({ ok: true, count: 2, manifest: { filter: { deployment: deploymentId } } });
  expect((await reflex(["receipts", "export", "--format", "csv", "--deployment-id", deploymentId])).stdout).toContain("'=1+1");

  const unnamed = await reflex(["receipts", "export", "--format", "parquet"]);
  expect(unnamed).toMatchObject({ status: 2, stdout: "" });
  expect(unnamed.stderr).toContain("--output");
  expect(await reflex(["receipts", "export", "--format", "xlsx"])).toMatchObject({ status: 2 });
  const torn = join(folder, "torn.parquet");
  writeFileSync(torn, readFileSync(files.parquet).subarray(0, -20));
  expect(await reflex(["receipts", "verify", torn], {})).toMatchObject({ status: 2 });
  const forged = join(folder, "forged.parquet");
  // The signatures stand in the file as they are, so one letter of one is one byte.
  const bytes = readFileSync(files.parquet);
  const { signature } = JSON.parse(readFileSync(files.jsonl, "utf8").trimEnd().split("\n").at(-1) ?? "") as { signature: string };
  const at = bytes.indexOf(signature);
  expect(at).toBeGreaterThan(0);
  bytes[at] = signature.startsWith("A") ? 66 : 65;
  writeFileSync(forged, bytes);
  const refused = await reflex(["receipts", "verify", forged], {});
  expect(refused.status).toBe(1);
  expect(refused.stdout).toMatch(/NOT GENUINE \(receipt \d+\)/);
});

test("receipts verify judges the shared vectors as a process too", async () => {
  type Case = {
    name: string;
    base: string;
    lines: (string | number)[];
    trusted?: Record<string, string>;
    published?: object[];
    expected: { ok: boolean };
  };
  const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as {
    bases: Record<string, string[]>;
    files: Case[];
  };
  // One in forty, because a process takes longer than a file: the rest runs in receipt-vectors.test.ts.
  for (const { name, base, lines, trusted, published = [], expected } of vectors.files.filter((_, at) => at % 40 === 0)) {
    const path = join(folder, "vector.jsonl");
    writeFileSync(path, lines.map((line) => `${typeof line === "number" ? (vectors.bases[base]?.[line] ?? "") : line}\n`).join(""));
    const keys = Object.entries(trusted ?? {}).map((pair) => pair.join("="));
    const shown = published.flatMap((checkpoint, at) => {
      writeFileSync(join(folder, `${at}.json`), JSON.stringify(checkpoint));
      return ["--checkpoint", join(folder, `${at}.json`)];
    });
    const ended = await reflex(["receipts", "verify", path, "--json", ...(keys.length > 0 ? ["--public-key", ...keys] : []), ...shown], {});
    expect(JSON.parse(ended.stdout), name).toMatchObject(expected);
    expect(ended.status, name).toBe(expected.ok ? 0 : 1);
  }
});
