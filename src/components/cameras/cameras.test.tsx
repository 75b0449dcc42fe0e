import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { cameraQueries, type KeptPicture, type Picture } from "#src/api/cameras.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { ReceiptId } from "#src/api/receipts.ts";
import type { SessionId } from "#src/api/sessions.ts";

import { createSigningKey } from "#convex/model/signing/ed25519.ts";
import { buildLink } from "#convex/model/receipts/chain.ts";
import { buildAddendum, hashOf, type RecordedPicture } from "#convex/model/receipts/pictures.ts";

import { pictureAge } from "./camera-words.ts";
import { PromotePictures } from "./promote-pictures.tsx";
import { RunPictures } from "./run-pictures.tsx";

const robotId = "robot" as RobotId;
const sessionId = "session" as SessionId;
const bytes = new ArrayBuffer(8);

beforeEach(() => {
  // What jsdom does not have.
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      #seen: (entries: { isIntersecting: boolean }[]) => void;
      constructor(seen: (entries: { isIntersecting: boolean }[]) => void) {
        this.#seen = seen;
      }
      observe() {
        this.#seen([{ isIntersecting: true }]);
      }
      disconnect() {}
    },
  );
  URL.createObjectURL = () => "blob:picture";
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function client() {
  const queryFn = () => Promise.reject(new Error("Nothing is asked of a server here"));
  return new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, queryFn, retry: false } } });
}
const picture = (ageMs: number): Picture => ({ type: "image/png", width: 32, height: 24, at: Date.now() - ageMs, takenAt: 0, bytes });

function promoteWith(ages: Record<string, number | null>) {
  const queries = client();
  queries.setQueryData(cameraQueries.names(robotId).queryKey, Object.keys(ages));
  for (const [camera, age] of Object.entries(ages))
    queries.setQueryData(cameraQueries.newest(robotId, camera).queryKey, age === null ? null : picture(age));
  return render(
    <QueryClientProvider client={queries}>
      <PromotePictures robotId={robotId} robotName="arm-1" />
    </QueryClientProvider>,
  ).container;
}

test("a picture is old after three seconds, and says so", () => {
  expect(pictureAge(1_000, 4_000).isOld).toBe(false);
  expect(pictureAge(1_000, 4_001)).toEqual({ isOld: true, text: "old: was 3 s ago" });
  // A clock that is a little behind makes no picture of the future.
  expect(pictureAge(1_000, 900).isOld).toBe(false);
});

test("before a promote an old picture says so, and one of more than ten seconds is not shown", () => {
  promoteWith({ front: 500, rear: 5_000, wrist: 11_000, top: null });
  expect(screen.getAllByRole("img").map((image) => image.getAttribute("alt"))).toEqual([
    expect.stringMatching(/^Camera front of arm-1, taken /),
    expect.stringMatching(/^Camera rear of arm-1, taken /),
  ]);
  expect(screen.getByRole("figure", { name: "Camera rear" }).textContent).toContain("old: was 5 s ago");
  expect(screen.getByRole("figure", { name: "Camera wrist" }).textContent).toContain("no picture of the last 10 s: the newest is of");
  expect(screen.getByRole("figure", { name: "Camera top" }).textContent).toContain("no picture yet");
});

test("of a robot without cameras the sheet says nothing", () => {
  expect(promoteWith({}).textContent).toBe("");
});

const key = createSigningKey("receipts");

/** A receipt that lists these pictures, those of `late` in addenda, as the server signs it; null: one from before pictures were listed. */
function signedWith(pictures: RecordedPicture[] | null, late: RecordedPicture[] = []) {
  const link = buildLink({ organizationId: "org", sessionId, ...(pictures === null ? {} : { pictures }) }, null, key);
  const of = { organizationId: "org", sessionId: String(sessionId), receiptSequence: 1, receiptHash: link.hash };
  const addenda = late.map((each) => buildAddendum(of, { number: 1, before: null, pictures: [each], at: 6_000 }, key));
  return { receipt: { id: "receipt" as ReceiptId, ...link, addenda }, publicKeys: { [key.keyId]: key.publicKey } };
}

const png = (last: number) => new Uint8Array([0x89, 0x50, last]).buffer;
const recordedOf = (moment: KeptPicture["moment"], at: number, of: ArrayBuffer): RecordedPicture => ({
  ...{ camera: "front", moment, at, takenAt: at, type: "image/png", size: 3, sha256: hashOf(new Uint8Array(of)) },
});

/** The section with these bytes at the server, whatever it says of their hash; answers what is said of each. */
function standingsOf(signed: ReturnType<typeof signedWith>, shown: [KeptPicture["moment"], number, ArrayBuffer][]) {
  const queries = client();
  const ids = shown.map((_, index) => `kept-${index}` as KeptPicture["id"]);
  const facts = { camera: "front", type: "image/png" as const, width: 32, height: 24, takenAt: 0, size: 3, sha256: "0".repeat(64) };
  const rows = shown.map(([moment, at], index) => ({ ...facts, id: ids[index] ?? ("" as never), moment, at }));
  queries.setQueryData(cameraQueries.ofSession(sessionId).queryKey, rows);
  for (const [index, id] of ids.entries())
    queries.setQueryData(cameraQueries.kept(id).queryKey, { type: "image/png" as const, bytes: shown[index]?.[2] ?? bytes });
  render(
    <QueryClientProvider client={queries}>
      <RunPictures sessionId={sessionId} signed={signed} offsetOf={(at) => `+${at}`} cursor={null} onCursor={() => undefined} />
    </QueryClientProvider>,
  );
  return screen.queryAllByRole("listitem").map((item) => item.textContent);
}

test("each picture of a run is held against the signed receipt by its bytes", () => {
  const signed = signedWith(
    [recordedOf("session_started", 1, png(1)), recordedOf("stopped", 2, png(2)), recordedOf("promoted", 3, png(3))],
    [recordedOf("ended", 5, png(5))],
  );
  const said = standingsOf(signed, [
    ["session_started", 1, png(1)],
    ["stopped", 2, png(9)],
    ["first_action", 3, png(3)],
    ["stopped", 4, png(4)],
    ["ended", 5, png(5)],
  ]);
  for (const [index, words] of [
    "As it was recorded",
    "Changed since it was recorded",
    "Recorded with another camera, moment or time",
    "Not in the receipt",
    "As it was recorded",
  ].entries())
    expect(said[index]).toContain(words);
  // The one that now goes by another moment is missing under its own.
  expect(screen.getByRole("region", { name: "Pictures of the run" }).textContent).toContain(
    "1 picture that the receipt lists is not here any more",
  );
});

test("of a receipt that is not sound, or from before, no picture is called recorded", () => {
  const listed = [recordedOf("stopped", 2, png(2))];
  const signed = signedWith(listed);
  const body = signed.receipt.body.replace('"moment":"stopped"', '"moment":"ended"');
  expect(standingsOf({ ...signed, receipt: { ...signed.receipt, body } }, [["ended", 2, png(2)]])[0]).toContain(
    "Not checked: the receipt is not sound",
  );
  cleanup();
  const [addendum] = signedWith([], listed).receipt.addenda;
  const foreign = signedWith([recordedOf("ended", 9, png(9))]);
  const withForeign = { ...foreign, receipt: { ...foreign.receipt, addenda: addendum === undefined ? [] : [addendum] } };
  expect(standingsOf(withForeign, [["stopped", 2, png(2)]])[0]).toContain("Not checked: the receipt is not sound");
  cleanup();
  expect(standingsOf(signedWith(null), [["stopped", 2, png(2)]])[0]).toContain("it is from before pictures were listed");
});

test("a picture that is gone stays in the receipt's list, with its hash", () => {
  const gone = recordedOf("stopped", 2, png(2));
  standingsOf(signedWith([gone]), []);
  expect(screen.getByRole("region", { name: "Pictures of the run" }).textContent).toContain(gone.sha256);
  cleanup();
  standingsOf(signedWith([]), []);
  expect(screen.queryByRole("region")).toBeNull();
});

test("a press on a picture of a run puts the run's cursor at its moment", () => {
  const queries = client();
  const kept = (id: string, moment: KeptPicture["moment"], at: number) =>
    ({ id, camera: "front", moment, type: "image/png", width: 32, height: 24, at, takenAt: at, size: 8, sha256: "ab" }) as KeptPicture;
  queries.setQueryData(cameraQueries.ofSession(sessionId).queryKey, [kept("1", "session_started", 1_000), kept("2", "stopped", 5_000)]);
  const chosen: number[] = [];
  render(
    <QueryClientProvider client={queries}>
      <RunPictures
        sessionId={sessionId}
        signed={signedWith([])}
        offsetOf={(at) => `+${at}`}
        cursor={5_000}
        onCursor={(at) => chosen.push(at)}
      />
    </QueryClientProvider>,
  );
  const [began, stopped] = screen.getAllByRole("button");
  expect(began?.textContent).toContain("Session began");
  expect(began?.textContent).toContain("front, +1000");
  expect([began, stopped].map((button) => button?.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
  began?.click();
  expect(chosen).toEqual([1_000]);
});
