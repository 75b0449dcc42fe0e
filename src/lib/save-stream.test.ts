import { afterEach, expect, test, vi } from "vitest";

import { saveBlob } from "./save-blob.ts";
import { saveInParts, saveToFile } from "./save-stream.ts";

vi.mock("./save-blob.ts", () => ({ saveBlob: vi.fn() }));
afterEach(() => vi.unstubAllGlobals());

const bytes = (text: string) => new TextEncoder().encode(text);

test("parts become one download, with the beginning as it was written last", async () => {
  const saving = saveInParts("text/plain");
  await saving.write(bytes("????"));
  for (let at = 0; at < 6; at += 1) await saving.write(bytes(String(at).repeat(1_000_000)));
  await saving.rewriteStart(bytes("head"));
  await saving.finish("a.txt");
  const [name, blob] = vi.mocked(saveBlob).mock.lastCall ?? [];
  expect(name).toBe("a.txt");
  expect(blob?.type).toBe("text/plain");
  expect(await blob?.text()).toBe(`head${Array.from("012345", (digit) => digit.repeat(1_000_000)).join("")}`);
});

test("a file that somebody chose is written in place, and is given up when it is discarded", async () => {
  const file = { write: vi.fn(), close: vi.fn(), abort: vi.fn() };
  const showSaveFilePicker = vi.fn(() => Promise.resolve({ createWritable: () => Promise.resolve(file) }));
  vi.stubGlobal("showSaveFilePicker", showSaveFilePicker);
  const saving = await saveToFile("a.txt");
  expect(showSaveFilePicker).toHaveBeenCalledWith({ suggestedName: "a.txt" });
  await saving?.write(bytes("????"));
  await saving?.rewriteStart(bytes("head"));
  expect(file.write.mock.calls).toEqual([[bytes("????")], [{ type: "write", position: 0, data: bytes("head") }]]);
  await saving?.discard();
  expect([file.abort.mock.calls.length, file.close.mock.calls.length]).toEqual([1, 0]);
});

test("nobody chose: nothing is saved", async () => {
  vi.stubGlobal("showSaveFilePicker", () => Promise.reject(new DOMException("", "AbortError")));
  expect(await saveToFile("a.txt")).toBeNull();
});
