import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { buildVerifyPage } from "../src/verify/build.mjs";
import { violationsOf } from "./accessibility.ts";

// verify.html as a stranger has it: one file on a disk, no console anywhere, no network.

type Case = { name: string; base: string; lines: (string | number)[]; trusted?: Record<string, string>; published?: object[]; expected: { ok: boolean; count?: number; sequence?: number | null } };
const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as { bases: Record<string, string[]>; files: Case[] };
const textOf = ({ base, lines }: Case) => lines.map((line) => `${typeof line === "number" ? (vectors.bases[base]?.[line] ?? "") : line}\n`).join("");

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
    const files = vectors.files.map((each) => ({ name: each.name, text: textOf(each), keys: Object.entries(each.trusted ?? {}).map((pair) => pair.join(" = ")).join("\n"), checkpoints: each.published === undefined ? "" : JSON.stringify({ kind: "reflex-checkpoints", format: 1, checkpoints: each.published }) }));
    const found = await page.evaluate(async (all) => {
      const result = document.querySelector("#result");
      const keyField = document.querySelector<HTMLTextAreaElement>("#keys");
      const checkpointField = document.querySelector<HTMLTextAreaElement>("#checkpoints");
      const verdicts: { isSound: boolean; text: string }[] = [];
      for (const { name, text, keys, checkpoints } of all) {
        if (keyField !== null) keyField.value = keys;
        if (checkpointField !== null) checkpointField.value = checkpoints;
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], name));
        result?.replaceChildren();
        document.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
        while (document.querySelector("#result .ok, #result .bad") === null) await new Promise((resolve) => setTimeout(resolve));
        verdicts.push({ isSound: document.querySelector("#result .ok") !== null, text: result?.textContent ?? "" });
      }
      return verdicts;
    }, files);
    for (const [at, { name, expected }] of vectors.files.entries()) {
      const { isSound, text } = found[at] ?? { isSound: null, text: "" };
      expect(isSound, name).toBe(expected.ok);
      if (typeof expected.sequence === "number") expect(text, name).toContain(`Broken at receipt #${expected.sequence} `);
      if (expected.ok && expected.count !== 0) expect(text, name).toContain(`${expected.count} receipt`);
    }
    // The same by files, the checkpoints after the export: its end is cut off.
    const cut = vectors.files.find(({ name }) => name.startsWith("cut off after receipt 4, the first line rewritten"));
    if (cut === undefined) throw new Error("there is such a vector");
    await page.locator("#keys").fill("");
    await page.locator("#checkpoints").fill("");
    await page.locator("#file").setInputFiles({ name: "cut.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(textOf(cut)) });
    await expect(page.locator("#result")).toContainText("The whole chain is sound: 4 receipts");
    await page.locator("#file").setInputFiles((cut.published ?? []).map((each, at) => ({ name: `${at}.json`, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(each)) })));
    await expect(page.locator("#result")).toContainText("Broken at receipt #5 (line 6)");
    await expect(page.locator("#result")).toContainText("names #5 as the end then");
    expect(await violationsOf(page)).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
