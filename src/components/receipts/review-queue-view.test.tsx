import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Receipt, ReceiptId } from "#src/api/receipts.ts";

// Fetched when first asked for: here already, or the first test would wait for its compilation.
import "./queue-dialogs.tsx";
import { ReviewQueueView } from "./review-queue-view.tsx";

const mutate = vi.hoisted(() => vi.fn());
const reviewMany = vi.hoisted(() => vi.fn());
const undoReviews = vi.hoisted(() => vi.fn());
vi.mock("#src/api/receipts.ts", () => ({ useReviewReceipt: () => ({ mutate }), reviewMany, undoReviews }));
vi.mock("./receipt-summary.tsx", () => ({ ReceiptSummary: () => null }));

beforeEach(() => {
  mutate.mockReset();
  reviewMany.mockReset();
  reviewMany.mockResolvedValue([]);
  undoReviews.mockReset();
  undoReviews.mockResolvedValue([]);
  Element.prototype.scrollIntoView = () => undefined; // jsdom has no layout
});
afterEach(cleanup);

const row = (sequence: number): Receipt => ({
  id: `r${sequence}` as ReceiptId, // stand-in for an id of the server
  sequence,
  sessionId: "s" as Receipt["sessionId"],
  robotId: null,
  deploymentId: null,
  robotName: `arm-${sequence}`,
  deploymentName: null,
  timestamp: 60_000,
  startedAt: 0,
  modelId: "m",
  steps: 10,
  appliedSteps: 0,
  safeStops: 0,
  errorCount: 0,
  longestGapMs: 0,
  latencyP95Ms: null,
  applied: false,
  closeReason: "operator_closed",
  previousHash: "",
  hash: "",
  keyId: "k",
  review: null,
});
const showQueue = (queue: ReactNode, address = "/receipts/review") =>
  render(<MemoryRouter initialEntries={[address]}>{queue}</MemoryRouter>);
const show = (disabledReason?: string) => showQueue(<ReviewQueueView rows={[row(1), row(2), row(3)]} disabledReason={disabledReason} />);
const inHand = () => screen.getByRole("region", { name: /^Receipt / }).getAttribute("aria-label");

test("J and K move, 1 to 3 judge and move on, U takes back", async () => {
  show();
  await userEvent.keyboard("j");
  expect(inHand()).toBe("Receipt 2");
  await userEvent.keyboard("k1");
  expect(mutate.mock.calls[0]?.[0]).toEqual({ id: "r1", verdict: "good", note: "" });
  expect(inHand()).toBe("Receipt 2");
  expect(screen.getByRole("status").textContent).toBe("1 of 3 reviewed");
  await userEvent.keyboard("3u");
  expect(mutate.mock.calls.map(([args]) => args)).toEqual([
    { id: "r1", verdict: "good", note: "" },
    { id: "r2", verdict: "bad", note: "" },
  ]);
  expect(undoReviews.mock.calls.map(([ids]) => ids)).toEqual([["r2"]]);
  expect(inHand()).toBe("Receipt 2");
});

test("N writes a note, and digits in it judge nothing", async () => {
  show();
  await userEvent.keyboard("n");
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Note" }));
  await userEvent.keyboard("slipped 123{Control>}{Enter}{/Control}");
  expect(mutate.mock.calls.map(([args]) => args)).toEqual([{ id: "r1", verdict: null, note: "slipped 123" }]);
  expect(inHand()).toBe("Receipt 1");
});

test("what the server refuses is not shown as said", async () => {
  mutate.mockImplementation((_args, { onError }: { onError: (error: Error) => void }) => onError(new Error("refused")));
  show();
  await userEvent.keyboard("1");
  expect(screen.getByRole("status").textContent).toBe("0 of 3 reviewed");
});

test("without the right to review, keys and buttons do nothing", async () => {
  show("Needs the operator role; you are viewer.");
  await userEvent.keyboard("1");
  await userEvent.click(within(screen.getByRole("region", { name: "Receipt 1" })).getByRole("button", { name: /Good/ }));
  expect(mutate).not.toHaveBeenCalled();
});

test("look-alikes get one verdict with a reason, and U takes all of them back", async () => {
  show();
  await userEvent.keyboard("a");
  const dialog = await screen.findByRole("dialog", { name: "One verdict for 3 receipts" });
  await userEvent.click(within(dialog).getByRole("button", { name: /all 3/ }));
  expect(reviewMany).not.toHaveBeenCalled(); // no reason yet
  await userEvent.type(within(dialog).getByLabelText("Reason"), "same pick");
  await userEvent.click(within(dialog).getByRole("button", { name: /all 3/ }));
  expect(reviewMany.mock.calls[0]?.[0]).toEqual(["r1", "r2", "r3"].map((id) => ({ id, verdict: "good", note: "same pick" })));
  expect((await screen.findByText("3 of 3 reviewed")).textContent).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await userEvent.keyboard("u");
  expect(screen.getByText("0 of 3 reviewed")).toBeTruthy();
});

test("while a stack is saved its dialog goes on to say how many it is of, and then the next receipt is in hand", async () => {
  let answer: (failed: never[]) => void = () => undefined;
  reviewMany.mockImplementation((_judged, onSaved: (count: number) => void) => {
    onSaved(1);
    return new Promise<never[]>((resolve) => (answer = resolve));
  });
  showQueue(<ReviewQueueView rows={[row(1), row(2), row(3), { ...row(4), closeReason: "worker_lost" }]} disabledReason={undefined} />);
  const { [0]: first } = screen.getAllByRole("button", { name: /arm-1/ });
  if (first !== undefined) await userEvent.click(first);
  await userEvent.keyboard("a");
  const dialog = await screen.findByRole("dialog", { name: "One verdict for 3 receipts" });
  await userEvent.type(within(dialog).getByLabelText("Reason"), "same pick");
  await userEvent.click(within(dialog).getByRole("button", { name: /all 3/ }));
  expect(await screen.findByText("Saved 1 of 3")).toBeTruthy();
  expect(screen.getByRole("dialog", { name: "One verdict for 3 receipts" })).toBeTruthy();
  answer([]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(inHand()).toBe("Receipt 4");
});

test("what the server refuses of a stack is not shown as said", async () => {
  reviewMany.mockResolvedValue([{ id: "r2", error: new Error("refused") }]);
  show();
  await userEvent.keyboard("a");
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Reason"), "same");
  await userEvent.click(within(dialog).getByRole("button", { name: /all 3/ }));
  expect(await screen.findByText("2 of 3 reviewed")).toBeTruthy();
});

test("? shows the keys, and they do nothing while it is open", async () => {
  show();
  await userEvent.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keys of the review queue" })).toBeTruthy();
  await userEvent.keyboard("1");
  expect(mutate).not.toHaveBeenCalled();
});

test("a sitting goes on at the first receipt not judged, and a sample says what it supports", () => {
  const review = { verdict: "good" as const, note: "", reviewedAt: 0, reviewedBy: { kind: "operator" as const, id: "o", name: "Olga" } };
  showQueue(<ReviewQueueView rows={[{ ...row(1), review }, row(2), row(3)]} disabledReason={undefined} population={200} />);
  expect(inHand()).toBe("Receipt 2");
  expect(screen.getByText(/^0 bad in 1 of 200: at most/)).toBeTruthy();
});

test("keys of the queue come before the console's own, and the second key of a jump is not a verdict", async () => {
  const others = vi.fn();
  addEventListener("keydown", others);
  show();
  await userEvent.keyboard("j");
  expect(others).not.toHaveBeenCalled();
  await userEvent.keyboard("g1");
  expect(mutate).not.toHaveBeenCalled();
  expect(others).toHaveBeenCalledTimes(2);
  removeEventListener("keydown", others);
});

test("a link to the verdict for all alike asks about the receipt it names, with its own reason, and does nothing by itself", async () => {
  const rows = [
    row(1),
    row(2),
    row(3),
    { ...row(4), closeReason: "worker_lost" } as Receipt,
    { ...row(5), closeReason: "worker_lost" } as Receipt,
  ];
  showQueue(<ReviewQueueView rows={rows} disabledReason="Viewers judge nothing." />, "/receipts/review?open=alike%3Ar4");
  const dialog = await screen.findByRole("dialog", { name: "One verdict for 2 receipts" });
  expect(within(dialog).getByText("#4, #5")).toBeTruthy();
  await userEvent.type(within(dialog).getByLabelText("Reason"), "both lost their worker");
  await userEvent.click(within(dialog).getByRole("button", { name: /: all 2/ }));
  expect(reviewMany).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a link to what is alike with a receipt that stands alone, or is not in this sitting, opens nothing", () => {
  for (const id of ["r4", "r9", ""]) {
    showQueue(
      <ReviewQueueView rows={[row(1), row(2), { ...row(4), closeReason: "worker_lost" } as Receipt]} disabledReason={undefined} />,
      `/receipts/review?open=alike:${id}`,
    );
    expect(screen.queryByRole("dialog"), id).toBeNull();
    cleanup();
  }
});
