import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { lastGoodMove } from "./lastGood";
import { changesBetween, setUpOf, type SetUp } from "./setUp";

/**
 * What a session is set up with otherwise than the newest good run that moved the same robot. Without such a run, `receipt` is null and
 * `looked` says how many receipts of the robot were looked through.
 */
export async function sinceLastGood(ctx: Pick<QueryCtx, "db">, session: Doc<"sessions">) {
  if (session.robotId === null) return { receipt: null, looked: 0, changes: [] };
  const { receipt, looked } = await lastGoodMove(ctx, session.organizationId, session.robotId);
  if (receipt === null) return { receipt: null, looked, changes: [] };
  const { _id: id, sequence, timestamp } = receipt;
  // Written by `writer.ts`, and never changed since.
  const recorded = JSON.parse(receipt.body) as Partial<SetUp>;
  return { receipt: { id, sequence, timestamp }, looked, changes: changesBetween(recorded, await setUpOf(ctx, session)) };
}
