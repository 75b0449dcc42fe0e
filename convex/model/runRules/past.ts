import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { nameOf } from "./judge";
import { pastMs } from "./limits";
import type { RunsCondition } from "./rules";
import { spansOf, timesOf } from "./window";

/** Of each sign; a week of more than this is looked at from its newest. */
const mostRows = 1_000;
/** Of those whose runs they are, those that would have broken it most. */
const mostSubjects = 20;

type Read = Pick<QueryCtx, "db">;

/** What a rule about runs would have done in the week up to `until`: whose runs would have broken it, and when. */
export async function past(ctx: Read, organizationId: Id<"organizations">, condition: RunsCondition, until: number) {
  const since = until - pastMs;
  const rows: Doc<"runSigns">[] = [];
  let isWhole = true;
  for (const sign of condition.signs) {
    const found = await ctx.db
      .query("runSigns")
      .withIndex("by_organizationId_and_sign", (q) =>
        q
          .eq("organizationId", organizationId)
          .eq("sign", sign)
          .gt("at", since - condition.withinMs)
          .lte("at", until),
      )
      .order("desc")
      .take(mostRows);
    if (found.length === mostRows) isWhole = false;
    rows.push(...found);
  }
  const groups = new Map<string, Doc<"runSigns">[]>();
  for (const row of rows) {
    const subject = { deployment: row.deploymentId, robot: row.robotId, organization: organizationId }[condition.per];
    if (subject !== null) groups.set(subject, [...(groups.get(subject) ?? []), row]);
  }
  const all = [...groups.values()].flatMap((group) => {
    const times = timesOf(group);
    const spans = spansOf(condition, times).filter((span) => span.until > since);
    const [row] = group;
    return row === undefined ? [] : [{ row, runs: times.filter((at) => at > since).length, spans }];
  });
  const ordered = all.toSorted((a, b) => b.spans.length - a.spans.length || b.runs - a.runs).slice(0, mostSubjects);
  const subjects = [];
  for (const { row, runs, spans } of ordered) {
    const { robotId, deploymentId } = row;
    const whose = {
      organizationId,
      robotId: condition.per === "robot" ? robotId : null,
      deploymentId: condition.per === "deployment" ? deploymentId : null,
    };
    subjects.push({ name: await nameOf(ctx, whose), runs, spans });
  }
  return { isWhole, more: all.length - ordered.length, subjects };
}
