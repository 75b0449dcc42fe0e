import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { cameraQueries, type KeptPicture, type Picture } from "#src/api/cameras.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { SessionId } from "#src/api/sessions.ts";

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
      observe() {}
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

test("a press on a picture of a run puts the run's cursor at its moment", () => {
  const queries = client();
  const kept = (id: string, moment: KeptPicture["moment"], at: number) =>
    ({ id, camera: "front", moment, type: "image/png", width: 32, height: 24, at, takenAt: at, size: 8, sha256: "ab" }) as KeptPicture;
  queries.setQueryData(cameraQueries.ofSession(sessionId).queryKey, [kept("1", "session_started", 1_000), kept("2", "stopped", 5_000)]);
  const chosen: number[] = [];
  render(
    <QueryClientProvider client={queries}>
      <RunPictures sessionId={sessionId} offsetOf={(at) => `+${at}`} cursor={5_000} onCursor={(at) => chosen.push(at)} />
    </QueryClientProvider>,
  );
  const [began, stopped] = screen.getAllByRole("button");
  expect(began?.textContent).toContain("Session began");
  expect(began?.textContent).toContain("front, +1000");
  expect([began, stopped].map((button) => button?.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
  began?.click();
  expect(chosen).toEqual([1_000]);
});
