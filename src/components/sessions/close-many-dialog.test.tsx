import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import type { SessionRow } from "#src/api/sessions.ts";

const closeNow = vi.hoisted(() => vi.fn());
vi.mock("#src/api/sessions.ts", () => ({ closeNow }));
vi.mock("#src/api/connection.ts", () => ({ useIsConnected: () => true }));
vi.mock("#src/api/errors.ts", () => ({ describeError: (error: Error) => error.message }));
const { CloseManyDialog } = await import("./close-many-dialog.tsx");

const session = (id: string) => ({ id, robotName: `robot ${id}`, deploymentName: null }) as unknown as SessionRow;

beforeEach(() => closeNow.mockReset());

test("each is closed once; one that is refused stays with its reason, and only that one is tried again", async () => {
  closeNow.mockImplementation((id: string) =>
    Promise.resolve(id === "b" ? { kind: "refused", error: new Error("closed by somebody else") } : { kind: "answered" }),
  );
  const [onClose, onClosed] = [vi.fn(), vi.fn()];
  render(<CloseManyDialog sessions={["a", "b", "c"].map(session)} onClose={onClose} onClosed={onClosed} />);
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: " end of shift " } });
  fireEvent.click(screen.getByRole("button", { name: "Close them" }));
  await screen.findByText("Not closed: closed by somebody else");
  expect(closeNow.mock.calls).toEqual([
    ["a", "end of shift"],
    ["b", "end of shift"],
    ["c", "end of shift"],
  ]);
  expect(onClosed.mock.calls).toEqual([["a"], ["c"]]);
  expect(onClose).not.toHaveBeenCalled();
  expect(screen.getAllByRole("listitem")).toHaveLength(1);

  closeNow.mockResolvedValue({ kind: "answered" });
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(closeNow).toHaveBeenCalledTimes(4);
});
