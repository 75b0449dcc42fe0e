import { plural, t } from "@lingui/core/macro";

import type { TrendAnswer, TrendQuestion } from "#src/api/trend-parts.ts";
import { receiptSearchFrom, receiptSearchText } from "#src/components/receipts/filters.ts";
import { locale } from "#src/i18n/language.ts";
import { paths } from "#src/paths.ts";

import { daysOfBucket, type Series } from "./answer.ts";
import { type Asked, valueText } from "./measures.ts";
import { isoDay, type Question } from "./question.ts";

const format = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }).format(at);

const dayText = (at: number) => format(at, { day: "numeric", month: "short", year: "numeric" });

/** A bucket as it is read out and stands in the table. */
export function bucketInWords(bucket: number, question: TrendQuestion): string {
  const { first, last, isWhole } = daysOfBucket(bucket, question);
  if (question.per === "day") return dayText(bucket);
  const [from, to] = [dayText(first), dayText(last)];
  if (question.per === "month" && isWhole) return format(bucket, { month: "long", year: "numeric" });
  return first === last ? from : t`${from} to ${to}`;
}

/** The same under an axis. */
export const bucketLabel = (bucket: number, { per }: TrendQuestion): string =>
  per === "month" ? format(bucket, { month: "short", year: "2-digit" }) : format(bucket, { day: "numeric", month: "short" });

const nobody = { robot: t`No robot`, deployment: t`No deployment`, model: t`No model`, nothing: t`All runs` };

/** What a line or a column is called. */
export function nameOf({ kind, group, count }: Series, { names }: Pick<TrendAnswer, "names">, { groupBy }: TrendQuestion): string {
  if (kind === "all") return nobody.nothing;
  if (kind === "others") return plural(count, { one: "# other", other: "# others" });
  if (group === null || group === "") return nobody[groupBy];
  return groupBy === "model" ? group : (names.get(group) ?? group);
}

/** The list of exactly the receipts behind a value; null where there are none, or they are of more groups than a list is filtered by. */
export function receiptsBehind(series: Series, index: number | "all", question: TrendQuestion, asked: Question): string | null {
  const point = index === "all" ? series.total : series.points[index];
  if (point === undefined || point.sums.runs === 0 || series.kind === "others") return null;
  const whole = { first: question.from, last: question.to - 86_400_000 };
  const { first, last } = index === "all" ? whole : daysOfBucket(point.bucket, question);
  const own = series.kind === "group" ? (series.group ?? "none") : null;
  const { groupBy } = question;
  return paths.receipts(
    receiptSearchText({
      ...receiptSearchFrom(new URLSearchParams()),
      ...{ from: isoDay(first), to: isoDay(last), days: "utc" },
      robot: groupBy === "robot" && own !== null ? own : asked.robot,
      deployment: groupBy === "deployment" && own !== null ? own : asked.deployment,
      model: groupBy === "model" && own !== null ? own : asked.model,
      motion: asked.mode,
      verdict: asked.verdict,
    }),
  );
}

/** What the chart shows, for those who hear it. */
export function summaryOf(series: readonly Series[], answer: TrendAnswer, question: TrendQuestion, asked: Asked): string {
  const parts = series.map((each) => {
    const values = each.points.map(asked.valueOf).filter((value) => value !== null);
    const name = nameOf(each, answer, question);
    if (values.length === 0) return t`${name}: no value`;
    const [least, most] = [valueText(Math.min(...values), asked), valueText(Math.max(...values), asked)];
    const whole = valueText(asked.valueOf(each.total), asked);
    return t`${name}: ${least} to ${most}, over the whole time ${whole}`;
  });
  return `${asked.label}. ${parts.join("; ")}.`;
}
