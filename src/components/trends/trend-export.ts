import type { TrendAnswer, TrendPoint, TrendQuestion } from "#src/api/trend-parts.ts";
import { saveBlob } from "#src/lib/save-blob.ts";
import { csvHeader, csvRecords } from "#src/verify/csv.ts";
import type { Column } from "#src/verify/receipt-columns.ts";

import { daysOfBucket, type Series } from "./answer.ts";
import type { Asked } from "./measures.ts";
import { isoDay } from "./question.ts";
import { nameOf } from "./trend-words.ts";

type Record = {
  row: "bucket" | "whole";
  first: string;
  last: string;
  group: string;
  groupId: string | null;
  measure: string;
  value: number | null;
  unit: string;
  runs: number;
};

/** Names that are safe to build a sheet on. */
const columns: readonly Column<Record>[] = [
  { name: "row", type: "text", of: ({ row }) => row },
  { name: "first_day_utc", type: "text", of: ({ first }) => first },
  { name: "last_day_utc", type: "text", of: ({ last }) => last },
  { name: "group", type: "text", of: ({ group }) => group },
  { name: "group_id", type: "text", of: ({ groupId }) => groupId },
  { name: "measure", type: "text", of: ({ measure }) => measure },
  { name: "value", type: "number", of: ({ value }) => value },
  { name: "unit", type: "text", of: ({ unit }) => unit },
  { name: "runs", type: "whole", of: ({ runs }) => runs },
];

/** What the table shows, a value in each line, unrounded; the lines of the whole time last and marked, so that no sheet adds them to their own parts. */
export function trendCsv(series: readonly Series[], answer: TrendAnswer, question: TrendQuestion, asked: Asked): string {
  const lineOf = (row: Record["row"], each: Series, point: TrendPoint, days: { first: number; last: number }): Record => ({
    row,
    ...{ first: isoDay(days.first), last: isoDay(days.last), group: nameOf(each, answer, question) },
    groupId: each.group,
    ...{ measure: asked.label, value: asked.valueOf(point), unit: asked.unit, runs: point.sums.runs },
  });
  const whole = { first: question.from, last: question.to - 86_400_000 };
  const lines = [
    ...series.flatMap((each) => each.points.map((point) => lineOf("bucket", each, point, daysOfBucket(point.bucket, question)))),
    ...series.map((each) => lineOf("whole", each, each.total, whole)),
  ];
  return csvHeader(columns) + csvRecords(lines, columns);
}

export const saveTrend = (text: string, { from, to }: TrendQuestion): void =>
  saveBlob(`trend-${isoDay(from)}-${isoDay(to - 86_400_000)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
