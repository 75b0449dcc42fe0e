import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { session } from "./agent.testing.ts";
import { pass, running } from "./running.testing.ts";
import type { Camera } from "./transport.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const still: Camera = () => new Uint8Array([1, 2, 3]);
const filmed = (cameras: Record<string, Camera> = { front: still }) => running({}, { cameras });
type Filmed = ReturnType<typeof filmed>;
const moments = ({ pictures }: Filmed) =>
  pictures.flatMap(({ camera, facts }) => (facts.moment === undefined ? [] : [`${camera} ${facts.moment.reason}`]));
const times = ({ pictures }: Filmed) => pictures.map(({ at }) => at - 1_000_000);

test("an agent names its cameras in every heartbeat, and sends nothing while nobody looks", async () => {
  const b = filmed({ front: still, wrist: still });
  const end = b.start();
  await pass(10_000);
  await end();
  for (const { cameras } of b.sent) expect(cameras).toEqual(["front", "wrist"]);
  expect(b.pictures).toEqual([]);
});

test("while somebody looks each camera sends one a second, and ceases by itself", async () => {
  const b = filmed({ front: still, wrist: still });
  b.server.looksMs = 2_500;
  const end = b.start();
  await pass(10);
  b.server.looksMs = 0;
  await pass(20_000);
  expect(b.pictures.filter(({ camera }) => camera === "front").map(({ at }) => at - 1_000_000)).toEqual([0, 1_000, 2_000]);
  expect(b.pictures.filter(({ camera }) => camera === "wrist")).toHaveLength(3);
  expect(b.pictures[0]).toMatchObject({ bytes: new Uint8Array([1, 2, 3]), facts: { takenAt: 1_000_000, sentAt: 1_000_000 } });
  b.server.looksMs = 1_500;
  await pass(1_100);
  expect(b.pictures.length).toBeGreaterThan(6);
  await end();
});

test("a server that wants fewer is heard", async () => {
  const b = filmed();
  b.server.looksMs = 60_000;
  b.server.takes = () => Promise.resolve({ ok: false, reason: "rate_limited", retryAfterMs: 4_000 });
  const end = b.start();
  await pass(9_000);
  expect(times(b)).toEqual([0, 4_000, 8_000]);
  await end();
});

test("a camera that hangs and a link that takes a minute delay no heartbeat, no stop and no step", async () => {
  for (const slow of ["camera", "link"] as const) {
    const b = filmed({ front: slow === "camera" ? () => new Promise<Uint8Array>(() => undefined) : still });
    b.server.takes = () => new Promise((done) => setTimeout(() => done({ ok: true }), 60_000));
    b.server.looksMs = 30_000;
    b.server.session = session("dry_run", 1);
    const end = b.start();
    await pass(2_000);
    b.server.session = session("apply_actions", 2);
    await pass(2_000);
    expect(b.agent.applying).toBe(true);
    const acts = b.done.filter((one) => one === "act").length;
    expect(acts).toBeGreaterThan(15);
    b.push({ session: session("dry_run", 3), stop: { id: "c1", sessionId: "s", version: 3, sentAt: 0 } });
    expect(b.done.at(-1)).toBe("safeStop software_stop");
    const beats = b.sent.length;
    await pass(1_000);
    expect(b.sent.length).toBeGreaterThan(beats);
    // Ends although the camera never will.
    await end();
  }
});

test("the moments of a run are taken though nobody looks, each once", async () => {
  const b = filmed();
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(2_000);
  b.server.session = session("apply_actions", 2);
  await pass(2_000);
  b.server.session = session("dry_run", 3);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await pass(2_000);
  [b.server.stop, b.server.session] = [null, null];
  await pass(2_000);
  expect(moments(b)).toEqual(["front session_started", "front promoted", "front first_action", "front stopped", "front ended"]);
  for (const { facts } of b.pictures) expect(facts.moment?.sessionId).toBe("s");
  await end();
});

test("a lease that lapses is a stop, going back to a dry run is none, and a run has at most twelve moments", async () => {
  const b = filmed();
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(1_500);
  for (let version = 2; version < 20; version += 2) {
    b.server.session = session("apply_actions", version);
    await pass(2_000);
    b.server.session = session("dry_run", version + 1);
    await pass(2_000);
  }
  const told = moments(b);
  expect(told.slice(0, 3)).toEqual(["front session_started", "front promoted", "front first_action"]);
  expect(told).not.toContain("front stopped");
  expect(told).toHaveLength(12);
  await end();
  const lapsed = filmed();
  lapsed.server.session = session("dry_run", 1);
  const endOther = lapsed.start();
  await pass(2_000);
  lapsed.server.session = session("apply_actions", 2);
  await pass(2_000);
  lapsed.server.reachable = false;
  await pass(5_000);
  expect(moments(lapsed)).toContain("front stopped");
  await endOther();
});

test("a camera that fails is told once, until it works again", async () => {
  let works = false;
  const b = filmed({ front: () => (works ? new Uint8Array([1]) : Promise.reject(new Error("unplugged"))) });
  b.server.looksMs = 60_000;
  const end = b.start();
  const told = () => b.events.filter(({ kind }) => kind === "picture_failed");
  await pass(10_000);
  expect(told()).toEqual([{ kind: "picture_failed", camera: "front", message: "unplugged" }]);
  works = true;
  await pass(4_000);
  expect(b.pictures.length).toBeGreaterThan(0);
  works = false;
  await pass(4_000);
  expect(told()).toHaveLength(2);
  await end();
});

test("names that the server refuses heartbeats for are refused at once", () => {
  for (const names of [["a", "b", "c", "d", "e"], ["front/1"], [""], ["x".repeat(33)]])
    expect(() => filmed(Object.fromEntries(names.map((name) => [name, still])))).toThrow(/camera/);
});
