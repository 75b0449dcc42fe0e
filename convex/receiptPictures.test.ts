import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { base64, pngOf } from "./cameras.testing";
import { advance, readySession } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { mostAddenda } from "./model/receipts/addenda";
import { verifyChain } from "./model/receipts/chain";
import { exportReceipts } from "./model/receipts/exportFile";
import { verifyExport } from "./model/receipts/export";
import { hashOf, recordedIn, standingOf } from "./model/receipts/pictures";

afterEach(() => void vi.useRealTimers());

type Moment = NonNullable<(typeof api.publicApi.sendPicture._args)["moment"]>["reason"];

async function filmed() {
  const started = await start();
  const { t, people, seeded } = started;
  const cameras = ["front", "wrist"];
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({ sessionId, cameras });
  /** Each of a size of its own, so that no two have the same bytes. */
  let width = 0;
  const send = async (reason: Moment, camera = "front") => {
    width += 1;
    const [picture, now] = [pngOf(width), Date.now()];
    const answer = await t.mutation(api.publicApi.sendPicture, {
      ...{
        apiKey: seeded.credential,
        camera,
        picture: base64(picture),
        takenAt: now - 300,
        sentAt: now - 100,
        moment: { sessionId, reason },
      },
    });
    return { answer, picture, sha256: hashOf(picture), at: now - 200 };
  };
  const close = () => people.operator.as.mutation(api.sessions.close, { id: sessionId });
  const read = async () => {
    const { page } = await people.viewer.as.query(api.receipts.list, { paginationOpts: { numItems: 1, cursor: null } });
    const id = page[0]?.id;
    if (id === undefined) throw new Error("no receipt");
    return await people.viewer.as.query(api.receipts.get, { id });
  };
  const chain = () => people.viewer.as.query(api.receipts.chain, { after: 0 });
  return { ...started, sessionId, robot, send, close, read, chain };
}

test("a receipt lists the pictures of its run, and an addendum each that comes later; all of it verifies and is exported", async () => {
  const { send, close, read, chain } = await filmed();
  const began = await send("session_started");
  await close();
  expect((await read()).receipt.addenda).toBeUndefined();
  advance(1_000);
  const [front, wrist] = [await send("ended"), await send("ended", "wrist")];
  const { receipt } = await read();
  expect(receipt.addenda).toHaveLength(2);
  const recorded = recordedIn(receipt) ?? [];
  expect(recorded).toEqual(
    [
      { camera: "front", moment: "session_started", ...began },
      { camera: "front", moment: "ended", ...front },
      { camera: "wrist", moment: "ended", ...wrist },
    ].map(({ camera, moment, at, sha256, picture }) => ({
      ...{ camera, moment, at, takenAt: at - 100, type: "image/png", size: picture.length, sha256 },
    })),
  );
  const { receipts, publicKeys, keyTimes, checkpoint, head } = await chain();
  expect(receipts[0]).toEqual(receipt);
  expect(verifyChain(receipts, publicKeys, { head, checkpoint, keyTimes })).toMatchObject({ ok: true, count: 1 });
  const file = exportReceipts({ exportedAt: 1, filter: {}, head, checkpoint, publicKeys, keyTimes }, receipts);
  const pictures = [wrist.sha256, hashOf(pngOf(999))].map((sha256) => ({ name: "a.png", sha256 }));
  expect(verifyExport(file, { pictures })).toMatchObject({ ok: true, pictures: [{ standing: "recorded" }, { standing: "unlisted" }] });
});

test("what somebody with the store does to an addendum is found", async () => {
  const { t, send, close, chain } = await filmed();
  await close();
  const { sha256 } = await send("ended");
  await send("ended", "wrist");
  const verdict = async () => {
    const { receipts, publicKeys, keyTimes } = await chain();
    return verifyChain(receipts, publicKeys, { keyTimes });
  };
  expect(await verdict()).toMatchObject({ ok: true });
  const rows = await t.run(async (ctx) => await ctx.db.query("receiptAddenda").collect());
  const [first] = rows;
  if (first === undefined) throw new Error("no addendum");
  const swapped = first.body.replace(sha256, hashOf(pngOf(999)));
  await t.run(async (ctx) => await ctx.db.patch("receiptAddenda", first._id, { body: swapped }));
  expect(await verdict()).toMatchObject({ ok: false, sequence: 1, problem: "wrong_addendum" });
  await t.run(async (ctx) => await ctx.db.delete("receiptAddenda", first._id));
  expect(await verdict()).toMatchObject({ ok: false, sequence: 1, problem: "wrong_addendum" });
});

test("of each picture at hand it is said whether it is the one that was signed", async () => {
  const { send, close, read } = await filmed();
  const { at, sha256 } = await send("stopped");
  await close();
  const recorded = recordedIn((await read()).receipt) ?? [];
  const shown = { camera: "front", moment: "stopped", at, sha256 };
  const other = hashOf(pngOf(999));
  expect(standingOf(recorded, shown)).toBe("recorded");
  expect(standingOf(recorded, { ...shown, sha256: other })).toBe("changed");
  for (const label of [{ camera: "wrist" }, { moment: "promoted" }, { at: at + 1 }])
    expect(standingOf(recorded, { ...shown, ...label })).toBe("relabelled");
  expect(standingOf(recorded, { ...shown, moment: "promoted", sha256: other })).toBe("unlisted");
});

test("a receipt without cameras lists none, and one from before says nothing of pictures", async () => {
  const { close, read } = await filmed();
  await close();
  const { receipt } = await read();
  expect(recordedIn(receipt)).toEqual([]);
  const { pictures: _, ...before } = JSON.parse(receipt.body) as Record<string, unknown>;
  expect(recordedIn({ body: JSON.stringify(before) })).toBeNull();
});

test("after its end a run takes as many pictures as its receipt takes addenda", async () => {
  const { send, close, read } = await filmed();
  await close();
  for (let index = 0; index < mostAddenda; index += 1)
    expect((await send("ended", index % 2 === 0 ? "front" : "wrist")).answer).toMatchObject({ ok: true });
  expect((await send("ended")).answer).toEqual({ ok: false, reason: "moments_full" });
  expect((await read()).receipt.addenda).toHaveLength(mostAddenda);
});
