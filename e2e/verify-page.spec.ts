import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { buildVerifyPage } from "../src/verify/build.mjs";
import { asCsv, asParquet } from "../sdk/test/vector-tables.ts";
import { violationsOf } from "./accessibility.ts";

// verify.html as a stranger has it: one file on a disk, no console anywhere, no network.

type Case = {
  name: string;
  base: string;
  lines: (string | number)[];
  trusted?: Record<string, string>;
  published?: object[];
  pictures?: { name: string; text: string }[];
  expected: {
    ok: boolean;
    count?: number;
    sequence?: number | null;
    pictures?: { name: string; standing: keyof typeof wordsOfStanding }[];
  };
};
const wordsOfStanding = {
  recorded: "is the picture that was recorded: receipt #3",
  changed: "was changed: its name is that of a recorded picture",
  unlisted: "is listed in no receipt of this file",
};
type Cut = { from: number; to: number; expected: { ok: boolean; problem?: string; count?: number } };
const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as {
  bases: Record<string, string[]>;
  files: Case[];
  characters: { file: string[][]; expected: Record<string, string> };
  truncated: { file: string[]; cuts: Cut[] };
};
const linesOf = ({ base, lines }: Case) => lines.map((line) => (typeof line === "number" ? (vectors.bases[base]?.[line] ?? "") : line));
const textOf = (each: Case) =>
  linesOf(each)
    .map((line) => `${line}\n`)
    .join("");
const wordsOf = ({ published }: Case) =>
  published === undefined ? "" : JSON.stringify({ kind: "reflex-checkpoints", format: 1, checkpoints: published });
const linesOfKeys = (keys: Record<string, string>) =>
  Object.entries(keys)
    .map((pair) => pair.join(" = "))
    .join("\n");

type Given = {
  name: string;
  content: string;
  isBase64: boolean;
  keys: string;
  checkpoints: string;
  expected: Case["expected"];
  line: string;
};

/** Every vector as JSONL, and as the other two formats where these can hold it. */
const given = vectors.files.flatMap((each): Given[] => {
  const { name, trusted, expected } = each;
  const vector = { ...each, lines: linesOf(each) };
  const [csv, parquet] = [asCsv(vector), asParquet(vector)];
  const common = { checkpoints: wordsOf(each), expected, isBase64: false };
  return [
    { ...common, name: `${name}.jsonl`, content: textOf(each), keys: linesOfKeys(trusted ?? {}), line: " (line " },
    ...(csv === null ? [] : [{ ...common, name: `${name}.csv`, content: csv.text, keys: linesOfKeys(csv.keys), line: "" }]),
    ...(parquet === null
      ? []
      : [
          {
            ...common,
            name: `${name}.parquet`,
            content: Buffer.from(parquet).toString("base64"),
            isBase64: true,
            keys: linesOfKeys(trusted ?? {}),
            line: "",
          },
        ]),
  ];
});

const step = process.env["EVERY"] === "1" ? 1 : 23;

test("every vector is judged rightly by the page from a disk without a network", async ({ page, context }) => {
  test.skip(test.info().project.name !== "desktop", "the same script, whatever the screen");
  const folder = mkdtempSync(join(tmpdir(), "reflex-verify-"));
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  try {
    const path = join(folder, "verify.html");
    writeFileSync(path, await buildVerifyPage());
    await context.setOffline(true);
    await page.goto(pathToFileURL(path).href);
    const found = await page.evaluate(async (all) => {
      const result = document.querySelector("#result");
      const keyField = document.querySelector<HTMLTextAreaElement>("#keys");
      const checkpointField = document.querySelector<HTMLTextAreaElement>("#checkpoints");
      const verdicts: { isSound: boolean; text: string }[] = [];
      for (const { name, content, isBase64, keys, checkpoints } of all) {
        if (keyField !== null) keyField.value = keys;
        if (checkpointField !== null) checkpointField.value = checkpoints;
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([isBase64 ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : content], name));
        result?.replaceChildren();
        document.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
        while (document.querySelector("#result .ok, #result .bad") === null) await new Promise((resolve) => setTimeout(resolve));
        verdicts.push({ isSound: document.querySelector("#result .ok") !== null, text: result?.textContent ?? "" });
      }
      return verdicts;
    }, given);
    for (const [at, { name, expected, line }] of given.entries()) {
      const { isSound, text } = found[at] ?? { isSound: null, text: "" };
      expect(isSound, name).toBe(expected.ok);
      if (typeof expected.sequence === "number")
        expect(text, name).toContain(`Broken at receipt #${expected.sequence}${line === "" ? name : line}`);
      if (expected.ok && expected.count !== 0) expect(text, name).toContain(`${expected.count} receipt`);
    }
    expect(new Set(given.map(({ name }) => name.split(".").at(-1)))).toEqual(new Set(["jsonl", "csv", "parquet"]));
    // One changed character, and an end, at one of so many places: sdk/test/receipt-vectors.test.ts has the same code at all of them, and `npm run soak` has this page at all.
    const every = await page.evaluate(
      async ({ characters, truncated, step }) => {
        const result = document.querySelector("#result");
        for (const field of document.querySelectorAll<HTMLTextAreaElement>("#keys, #checkpoints")) field.value = "";
        const judge = async (content: string) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], "day.jsonl"));
          result?.replaceChildren();
          const told = new Promise<void>((resolve) => {
            const seen = new MutationObserver(() => {
              if (document.querySelector("#result .ok, #result .bad") === null) return;
              seen.disconnect();
              resolve();
            });
            if (result !== null) seen.observe(result, { childList: true, subtree: true, attributes: true });
          });
          document.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
          await told;
          return document.querySelector("#result .ok") !== null;
        };
        const missed: string[] = [];
        let changed = 0;
        for (const [manifest = "", line = ""] of characters.file) {
          const link = JSON.parse(line) as Record<string, string>;
          for (const field of Object.keys(characters.expected)) {
            const text = link[field] ?? "";
            for (let at = changed % Math.min(step, text.length); at < text.length; at += step, changed += 1) {
              const other = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
              if (
                (await judge(`${manifest}\n${JSON.stringify({ ...link, [field]: other })}\n`)) ||
                !(result?.textContent ?? "").includes("(line 2)")
              )
                missed.push(`${field} at ${at}`);
            }
          }
        }
        const points = Array.from(truncated.file.map((line) => `${line}\n`).join(""));
        let cut = 0;
        for (const { from, to, expected } of truncated.cuts) {
          for (let after = from; after <= to; after += step, cut += 1)
            if ((await judge(points.slice(0, after).join(""))) !== expected.ok) missed.push(`cut after ${after}`);
        }
        return { missed, changed, cut };
      },
      { ...vectors, step },
    );
    expect(every.missed).toEqual([]);
    expect(every.changed).toBeGreaterThan(1_000 / step);
    expect(every.cut).toBeGreaterThan(2_000 / step);
    // The same by files, the checkpoints after the export: its end is cut off.
    const cut = vectors.files.find(({ name }) => name.startsWith("cut off after receipt 4, the first line rewritten"));
    if (cut === undefined) throw new Error("there is such a vector");
    await page.locator("#keys").fill("");
    await page.locator("#checkpoints").fill("");
    await page.locator("#file").setInputFiles({ name: "cut.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(textOf(cut)) });
    await expect(page.locator("#result")).toContainText("The whole chain is sound: 4 receipts");
    await page.locator("#file").setInputFiles(
      (cut.published ?? []).map((each, at) => ({
        name: `${at}.json`,
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify(each)),
      })),
    );
    await expect(page.locator("#result")).toContainText("Broken at receipt #5 (line 6)");
    await expect(page.locator("#result")).toContainText("names #5 as the end then");
    // Pictures beside a file, before it and after it, are held against its receipts by their bytes.
    for (const { name } of vectors.files.filter(({ pictures }) => pictures !== undefined)) {
      const each = vectors.files.find((other) => other.name === name);
      if (each?.pictures === undefined) throw new Error("there is such a vector");
      await page.reload();
      const receipts = { name: "receipts.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(textOf(each)) };
      const beside = each.pictures.map((picture) => ({ name: picture.name, mimeType: "image/png", buffer: Buffer.from(picture.text) }));
      await page.locator("#file").setInputFiles([...beside.slice(0, 1), receipts, ...beside.slice(1)]);
      for (const { name: file, standing } of each.expected.pictures ?? [])
        await expect(page.locator("#result")).toContainText(`${file} ${wordsOfStanding[standing]}`);
    }
    // Of a file that is not sound, nothing is said of them.
    const unsound = vectors.files.find(({ name }) => name === "pictured: addenda swapped");
    if (unsound === undefined) throw new Error("there is such a vector");
    await page
      .locator("#file")
      .setInputFiles({ name: "receipts.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(textOf(unsound)) });
    await expect(page.locator("#result")).toContainText("Of the pictures nothing is said: the file is not sound.");
    await page.reload();
    // Without keys a CSV proves nothing, and a sheet of something else is none.
    const sheet = given.find(({ name }) => name.endsWith(".csv"));
    await page.locator("#checkpoints").fill("");
    await page.locator("#file").setInputFiles({ name: "receipts.csv", mimeType: "text/csv", buffer: Buffer.from(sheet?.content ?? "") });
    await expect(page.locator("#result")).toContainText("receipts.csv is CSV, which brings no keys");
    await page.locator("#file").setInputFiles({ name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
    await expect(page.locator("#result")).toContainText("This is not a receipts export");
    expect(await violationsOf(page)).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
