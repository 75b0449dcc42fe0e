import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { checkNumber } from "../checks";
import { type ComparedField, dayMinutes, gapsOf, minutesOf, mostRobotsFor, summaryOf, valuesOf } from "./compared";
import { minutesWithLast } from "./heartbeats";

type Asked = { robotIds: Id<"robots">[]; field: ComparedField; since: number; until: number; isDrawn: boolean };

/** With the values and gaps only where a line is drawn of them. */
type Compared = ReturnType<typeof summaryOf> & {
  robotId: Id<"robots">;
  values?: ReturnType<typeof valuesOf>;
  gaps?: ReturnType<typeof gapsOf>;
};

const minuteMs = 60_000;
const checkTime = (time: number, path: string) => checkNumber(time, path, 0, 8.64e15);

/** Each robot by its own minutes. What is looked at is bounded before it is read. */
export async function compare(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, asked: Asked): Promise<Compared[]> {
  const { field, isDrawn } = asked;
  const since = Math.floor(checkTime(asked.since, "$.since") / minuteMs) * minuteMs;
  const until = Math.ceil(checkTime(asked.until, "$.until") / minuteMs) * minuteMs;
  const span = { since, until };
  const length = minutesOf(span);
  if (length < 1 || length > dayMinutes)
    throw appError({ code: "invalid", path: "$.until", message: "Give a time after since, at most a day later." });
  const most = mostRobotsFor(length);
  const robotIds = [...new Set(asked.robotIds)];
  if (robotIds.length > most)
    throw appError({ code: "invalid", path: "$.robotIds", message: `Name at most ${most} robots for so long a time.` });
  return await Promise.all(
    robotIds.map(async (robotId) => {
      const minutes = await minutesWithLast(ctx, organizationId, { robotId, since, until: until - 1 });
      const summary = { robotId, ...summaryOf(minutes, field) };
      return isDrawn ? { ...summary, values: valuesOf(minutes, field, span), gaps: gapsOf(minutes, field, span) } : summary;
    }),
  );
}
