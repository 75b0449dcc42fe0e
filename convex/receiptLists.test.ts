import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, readySession, seedRobot, startOfTest } from "./fixtures.testing";
import { lab } from "./receipts.testing";

afterEach(() => void vi.useRealTimers());

const day = 86_400_000;

test("a list is of a model, of what has no robot or deployment, and of a robot's days, page by page", async () => {
  const { t, people, seeded, close, viewer, operator, ids } = await lab(1);
  const other = await seedRobot(t, people, undefined, "arm-2");
  const { id: deploymentId } = await operator.as.mutation(api.deployments.create, {
    name: "another",
    modelId: "smolvla",
    robotSchemaId: other.robotSchemaId,
  });
  const { sessionId } = await readySession(t, people, { ...other, deploymentId });
  const { receiptId: ofOther } = await operator.as.mutation(api.sessions.close, { id: sessionId });
  const { sessionId: loose } = await readySession(t, people, { ...other, deploymentId });
  // As a policy that ran on no robot of ours leaves it.
  await t.run((ctx) => ctx.db.patch("sessions", loose, { robotId: null }));
  const { receiptId: withoutRobot } = await operator.as.mutation(api.sessions.close, { id: loose });
  vi.setSystemTime(startOfTest + day);
  const nextDay = [await close(), await close(), await close()];
  advance(day);
  const last = await close();

  type Filter = Omit<typeof api.receipts.list._args, "paginationOpts">;
  const list = async (args: Filter, numItems = 10) => {
    const found: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const answer: { page: { id: string }[]; isDone: boolean; continueCursor: string } = await viewer.as.query(api.receipts.list, {
        ...args,
        paginationOpts: { numItems, cursor },
      });
      found.push(...answer.page.map(({ id }) => id));
      if (answer.isDone) return found;
      cursor = answer.continueCursor;
    }
  };
  expect(await list({ modelId: "smolvla" })).toEqual([withoutRobot, ofOther]);
  expect(await list({ modelId: "pi0" })).toEqual([]);
  expect(await list({ robotId: null })).toEqual([withoutRobot]);
  expect(await list({ deploymentId: null })).toEqual([]);
  expect(await list({ text: "operator_closed", modelId: "smolvla" })).toEqual([withoutRobot, ofOther]);
  expect(await list({ text: "operator_closed", robotId: null })).toEqual([withoutRobot]);
  const { robotId } = seeded;
  const second = { from: startOfTest + day, to: startOfTest + 2 * day - 1 };
  expect(await list({ robotId, ...second }, 2)).toEqual(nextDay.toReversed());
  expect(await list({ robotId, from: startOfTest + day }, 1)).toEqual([last, ...nextDay.toReversed()]);
  expect(await list({ robotId, to: startOfTest + day - 1 })).toEqual(ids);
  expect(await list({ robotId, from: startOfTest + 9 * day })).toEqual([]);
  expect(await list({ robotId: other.robotId, ...second })).toEqual([]);
});
