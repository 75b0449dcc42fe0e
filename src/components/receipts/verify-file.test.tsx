import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test, vi } from "vitest";

import { createSigningKey } from "#convex/model/signing/ed25519.ts";
import { buildCheckpoint, buildLink } from "#convex/model/receipts/chain.ts";
import { checkpointFile } from "#convex/model/receipts/checkpointFile.ts";
import { exportReceipts } from "#convex/model/receipts/exportFile.ts";
import { pictureFileName } from "#convex/model/receipts/exportPictures.ts";
import { hashOf } from "#convex/model/receipts/pictures.ts";

import { fileReader } from "./file-reader.ts";
import type { ToImport } from "./import-messages.ts";
// Loaded late by the page; here at once, so that no test waits for it.
import "./given-pictures.tsx";
import "./proof-words.ts";
import { VerifyFile } from "./verify-file.tsx";

const readKeysAndHead = vi.hoisted(() => vi.fn());
vi.mock("#src/api/receipts.ts", () => ({ readKeysAndHead }));
afterEach(cleanup);

/** What the worker does, in the page: jsdom has no workers. */
class InPage extends EventTarget {
  readonly #handle = fileReader((data) => this.dispatchEvent(new MessageEvent("message", { data })));
  postMessage(message: ToImport): void {
    this.#handle(message);
  }
  terminate(): void {
    this.postMessage({ kind: "stop" });
  }
}
vi.stubGlobal("Worker", InPage);

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const one = buildLink({ steps: 1, organizationId: "o" }, null, key);
const two = buildLink({ steps: 2, organizationId: "o" }, one, key);
const text = exportReceipts({ exportedAt: 0, filter: {}, head: { sequence: 2, hash: two.hash }, publicKeys }, [one, two]);
const give = async (content: string) => {
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  await userEvent.upload(screen.getByLabelText("Verify a file…"), new File([content], "day.jsonl"));
};

test("a sound file is said to be sound, with this server's keys", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  await give(text);
  expect(await screen.findByText("The whole chain is sound: 2 receipts")).toBeTruthy();
  expect(screen.getByText(/this server's own keys/)).toBeTruthy();
});

test("a changed file names its first broken receipt", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  await give(text.replace('\\"steps\\":1', '\\"steps\\":7'));
  expect(await screen.findByText("Broken at receipt #1 (line 2)")).toBeTruthy();
});

test("a file of another server is not believed", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys: {}, head: null });
  await give(text);
  expect(await screen.findByText("Broken at receipt #1 (line 2)")).toBeTruthy();
  expect(screen.getByText(/not known/)).toBeTruthy();
});

test("without the server the file is checked by its own keys, and that is said", async () => {
  readKeysAndHead.mockRejectedValue(new Error("offline"));
  await give(text);
  expect(await screen.findByText(/whole chain is sound/)).toBeTruthy();
  expect(screen.getByText(/only the file's own keys/)).toBeTruthy();
});

const published = (...ends: { sequence: number; hash: string }[]) =>
  checkpointFile(ends.map(({ sequence, hash }) => buildCheckpoint("o", { sequence, hash }, sequence * 86_400_000, key)));
const choose = (label: string, ...files: [name: string, content: string][]) =>
  userEvent.upload(
    screen.getByLabelText(label),
    files.map(([name, content]) => new File([content], name)),
  );
const listed = () =>
  within(screen.getByRole("list", { name: "Published checkpoints" }))
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);

test("checkpoints wait for an export, and then say that it bears them out", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  await choose("Add published checkpoints…", ["early.json", published(one)], ["late.json", published(one, two)]);
  await screen.findByRole("list", { name: "Published checkpoints" });
  expect(listed()).toEqual([
    "early.json: 1 checkpointNot compared with a file of receipts yet",
    "late.json: 2 checkpointsNot compared with a file of receipts yet",
  ]);
  await choose("Verify a file…", ["day.jsonl", text]);
  expect(await screen.findByText("The whole chain is sound: 2 receipts")).toBeTruthy();
  expect(
    screen.getByText(
      /The 3 checkpoints published from 1970-01-02.* are borne out.*Nothing up to #2 was changed or left out since 1970-01-03/,
    ),
  ).toBeTruthy();
  expect(listed()).toEqual(["early.json: 1 checkpointThe file bears it out", "late.json: 2 checkpointsThe file bears it out"]);
});

test("an end cut off is sound by itself, and contradicted by what is added later, until that is taken away", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  const cut = exportReceipts({ exportedAt: 0, filter: {}, head: { sequence: 1, hash: one.hash }, publicKeys }, [one]);
  await choose("Verify a file…", ["cut.jsonl", cut]);
  expect(await screen.findByText("The whole chain is sound: 1 receipt")).toBeTruthy();
  await choose("Add published checkpoints…", ["late.json", published(two)]);
  expect(await screen.findByText("Broken at receipt #2 (line 3)")).toBeTruthy();
  expect(screen.getByText(/the checkpoint published for 1970-01-03T00:00:00.000Z names #2 as the end then/)).toBeTruthy();
  expect(listed()).toEqual(["late.json: 1 checkpointThe file contradicts it"]);
  await userEvent.click(screen.getByRole("button", { name: "Take late.json away" }));
  expect(await screen.findByText("The whole chain is sound: 1 receipt")).toBeTruthy();
  expect(screen.queryByRole("list", { name: "Published checkpoints" })).toBeNull();
});

test("an export and checkpoints may come together, and what is no checkpoint is said to be none", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  await choose("Verify a file…", ["late.json", published(two)], ["day.jsonl", text]);
  expect(await screen.findByText("The whole chain is sound: 2 receipts")).toBeTruthy();
  expect(listed()).toEqual(["late.json: 1 checkpointThe file bears it out"]);
  await choose("Add published checkpoints…", ["day.json", text]);
  expect((await screen.findByRole("alert")).textContent).toContain("No published checkpoint is in day.json.");
  expect(listed()).toHaveLength(1);
});

const camera = { camera: "front", moment: "ended", at: 1_000, takenAt: 990, type: "image/jpeg", size: 3 };
const jpeg = [0xff, 0xd8, 0xff, 1];
const recorded = { ...camera, sha256: hashOf(new Uint8Array(jpeg)) };
const pictured = buildLink({ organizationId: "o", pictures: [recorded] }, null, key);
const picturedText = exportReceipts({ exportedAt: 0, filter: {}, head: { sequence: 1, hash: pictured.hash }, publicKeys }, [pictured]);
const savedAs = pictureFileName(1, recorded);
const picture = (name: string, bytes: readonly number[]) => new File([new Uint8Array(bytes)], name);
const upload = (...files: File[]) => userEvent.upload(screen.getByLabelText("Verify a file…"), files);
const pictures = async () => within(await screen.findByRole("list", { name: "Pictures" }));

test("pictures beside an export, before it or after it, are said to be as recorded, changed or not listed", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  await upload(picture("mine.jpg", jpeg));
  expect(await (await pictures()).findByText("mine.jpg is not compared with a file of receipts.")).toBeTruthy();
  await upload(new File([picturedText], "day.jsonl"), picture(savedAs, [...jpeg, 9]));
  const list = await pictures();
  const place = "receipt #1, camera front, ended, 1970-01-01T00:00:01.000Z";
  expect(await list.findByText(`mine.jpg is the picture that was recorded: ${place}.`)).toBeTruthy();
  expect(
    list.getByText(`${savedAs} was changed: its name is that of a recorded picture (${place}), and its bytes are others.`),
  ).toBeTruthy();
  await upload(picture("other.jpg", [...jpeg, 8]));
  expect(await list.findByText(/^other.jpg is listed in no receipt of this file/)).toBeTruthy();
  await userEvent.click(list.getByRole("button", { name: "Take other.jpg away" }));
  expect(list.queryByText(/other.jpg/)).toBeNull();
  expect(await list.findByText(/^mine.jpg is the picture that was recorded/)).toBeTruthy();
});

test("of a file that is not sound nothing is said of pictures", async () => {
  readKeysAndHead.mockResolvedValue({ publicKeys, head: null });
  render(
    <MemoryRouter>
      <VerifyFile />
    </MemoryRouter>,
  );
  await upload(new File([picturedText.replace("front", "rear")], "day.jsonl"), picture("mine.jpg", jpeg));
  expect(await screen.findByText("Of the pictures nothing is said: the file is not sound.")).toBeTruthy();
  expect(screen.queryByText(/is the picture that was recorded/)).toBeNull();
});
