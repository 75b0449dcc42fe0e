import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { base64, pngOf } from "./cameras.testing";
import { advance, readySession, seedRobot, so101 } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

type Picture = Omit<typeof api.publicApi.sendPicture._args, "apiKey">;

async function filmed() {
  const started = await start();
  const { t, people, seeded, robot } = started;
  const { robotId, credential } = seeded;
  const cameras = ["front", "wrist"];
  const send = (more: Partial<Picture> = {}) => {
    const [takenAt, sentAt] = [Date.now() - 300, Date.now() - 100];
    return t.mutation(api.publicApi.sendPicture, {
      ...{ apiKey: credential, camera: "front", picture: base64(pngOf()), takenAt, sentAt },
      ...more,
    });
  };
  const look = () => people.viewer.as.mutation(api.cameras.look, { robotId });
  const newest = (camera = "front") => people.viewer.as.query(api.cameras.newest, { robotId, camera });
  const names = () => people.viewer.as.query(api.cameras.list, { robotId });
  const rows = () => t.run(async (ctx) => (await ctx.db.query("pictures").collect()).length);
  await robot.beat({ cameras });
  return { ...started, cameras, send, look, newest, names, rows };
}

test("a robot is told that somebody looks, sends pictures while that lasts, and none after it", async () => {
  const { robot, cameras, send, look, newest } = await filmed();
  expect((await robot.beat({ cameras })).picturesUntil).toBeUndefined();
  expect(await send()).toEqual({ ok: false, reason: "not_wanted" });
  const { until } = await look();
  expect((await robot.beat({ cameras })).picturesUntil).toBe(until);
  expect(await send()).toEqual({ ok: true, at: Date.now() - 200 });
  const picture = await newest();
  expect(picture).toMatchObject({ type: "image/png", width: 320, height: 240, at: Date.now() - 200, takenAt: Date.now() - 300 });
  expect(new Uint8Array(picture?.bytes ?? new ArrayBuffer(0))).toEqual(pngOf());
  advance(29_500);
  expect((await robot.report({ cameras })).picturesUntil).toBeUndefined();
  expect(await send()).toEqual({ ok: false, reason: "not_wanted" });
});

test("each camera may send one a second, which takes the place of the one before", async () => {
  const { send, look, newest, rows } = await filmed();
  await look();
  expect(await send()).toMatchObject({ ok: true });
  advance(400);
  expect(await send()).toEqual({ ok: false, reason: "rate_limited", retryAfterMs: 600 });
  expect(await send({ camera: "wrist" })).toMatchObject({ ok: true });
  advance(600);
  expect(await send({ picture: base64(pngOf(64, 48)) })).toMatchObject({ ok: true });
  expect(await newest()).toMatchObject({ width: 64, height: 48 });
  expect(await rows()).toBe(2);
});

test("a picture of a camera that no heartbeat named is refused, and one of a camera that is gone goes", async () => {
  const { robot, send, look, names, newest } = await filmed();
  await look();
  expect(await send({ camera: "rear" })).toEqual({ ok: false, reason: "unknown_camera" });
  await send();
  expect(await names()).toEqual(["front", "wrist"]);
  await robot.beat({ cameras: ["wrist"] });
  expect(await names()).toEqual(["wrist"]);
  expect(await newest()).toBeNull();
  expect(await send()).toEqual({ ok: false, reason: "unknown_camera" });
  await robot.beat();
  expect(await names()).toEqual([]);
});

test("what is no picture is an error that says so, and changes nothing", async () => {
  const { send, look, newest } = await filmed();
  await look();
  await expect(send({ picture: base64(new TextEncoder().encode("<svg/>")) })).rejects.toThrow(/no JPEG, PNG or WebP/);
  await expect(send({ picture: base64(pngOf(320, 240, 110_000)) })).rejects.toThrow(/more than 100 KB/);
  await expect(send({ takenAt: Date.now() + 1_000 })).rejects.toThrow(/at most 60 s before/);
  expect(await newest()).toBeNull();
});

test("a clock that is years off says how old a picture is all the same", async () => {
  const { send, look, newest } = await filmed();
  await look();
  await send({ takenAt: 1_000, sentAt: 3_500 });
  expect(await newest()).toMatchObject({ at: Date.now() - 2_500, takenAt: 1_000 });
});

test("a run keeps its moments, twelve of a camera, until two minutes after its end", async () => {
  const { t, people, seeded, send } = await filmed();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, cameras: ["front", "wrist"] });
  const moment = (reason: NonNullable<Picture["moment"]>["reason"] = "stopped") => ({ moment: { sessionId, reason } });
  // Nobody looks, and no second passes between them.
  for (let index = 0; index < 12; index += 1) expect(await send(moment())).toMatchObject({ ok: true });
  expect(await send(moment())).toEqual({ ok: false, reason: "moments_full" });
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  advance(120_000);
  expect(await send({ camera: "wrist", ...moment("ended") })).toMatchObject({ ok: true });
  advance(1);
  expect(await send({ camera: "wrist", ...moment("ended") })).toEqual({ ok: false, reason: "session_over" });
  const kept = await people.viewer.as.query(api.cameras.ofSession, { id: sessionId });
  expect(kept).toHaveLength(13);
  expect(kept.at(-1)).toMatchObject({ camera: "wrist", moment: "ended", width: 320, height: 240, size: 60 });
  const last = kept.at(-1);
  if (last === undefined) throw new Error("none was kept");
  const { bytes, type } = await people.viewer.as.query(api.cameras.kept, { id: last.id });
  expect([type, new Uint8Array(bytes)]).toEqual(["image/png", pngOf()]);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  expect(last.sha256).toBe(Buffer.from(hash).toString("hex"));
});

test("the late picture of a moment does not take the place of a newer live one", async () => {
  const { t, people, seeded, send, look, newest } = await filmed();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, cameras: ["front"] });
  await look();
  await send({ picture: base64(pngOf(64, 48)) });
  await send({ takenAt: 0, sentAt: 30_000, moment: { sessionId, reason: "promoted" } });
  expect(await newest()).toMatchObject({ width: 64 });
});

test("only the robot itself sends its pictures, and only of its own runs", async () => {
  const { t, people, send, look } = await filmed();
  await look();
  const { apiKey } = await people.admin.as.mutation(api.apiKeys.create, { name: "k", role: "admin" });
  expect(await send({ apiKey } as Partial<Picture>)).toMatchObject({ ok: false, reason: "forbidden" });
  const { robotId, deploymentId } = await seedRobot(t, people, so101, "arm-2");
  const { sessionId } = await people.operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  await expect(send({ moment: { sessionId, reason: "ended" } })).rejects.toThrow(/not_found/);
});

test("pictures go with the raw data of their organization", async () => {
  const { t, people, seeded, send, look, rows } = await filmed();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, cameras: ["front"] });
  await look();
  await send();
  for (let index = 0; index < 12; index += 1) await send({ moment: { sessionId, reason: "stopped" } });
  const count = async () =>
    await t.run(async (ctx) => [
      (await ctx.db.query("keptPictures").collect()).length,
      (await ctx.db.query("keptPictureBytes").collect()).length,
    ]);
  const sweep = () => t.mutation(internal.sweeps.pruneRaw, {});
  advance(23 * 3_600_000);
  await sweep();
  expect([await rows(), ...(await count())]).toEqual([1, 12, 12]);
  advance(2 * 3_600_000);
  await sweep();
  expect([await rows(), ...(await count())]).toEqual([0, 12, 12]);
  advance(30 * 86_400_000);
  await sweep();
  expect([await rows(), ...(await count())]).toEqual([0, 0, 0]);
});
