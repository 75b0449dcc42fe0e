import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test, vi } from "vitest";

import { createSigningKey } from "#convex/model/signing/ed25519.ts";
import { buildLink } from "#convex/model/receipts/chain.ts";
import { exportReceipts } from "#convex/model/receipts/export.ts";

import { VerifyFile } from "./verify-file.tsx";

const readKeysAndHead = vi.hoisted(() => vi.fn());
vi.mock("#src/api/receipts.ts", () => ({ readKeysAndHead }));
afterEach(cleanup);

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const one = buildLink({ steps: 1 }, null, key);
const two = buildLink({ steps: 2 }, one, key);
const text = exportReceipts({ exportedAt: 0, filter: {}, head: { sequence: 2, hash: two.hash }, publicKeys }, [one, two]);
const give = async (content: string) => {
  render(<MemoryRouter><VerifyFile /></MemoryRouter>);
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
