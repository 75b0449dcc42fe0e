import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Download, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { deploymentQueries } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { robotQueries } from "#src/api/robots.ts";
import { trendQueries } from "#src/api/trends.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { seriesOfAnswer } from "#src/components/trends/answer.ts";
import { askedOf, isOfWorst } from "#src/components/trends/measures.ts";
import { QuestionForm } from "#src/components/trends/question-form.tsx";
import {
  isFiltered,
  presets,
  type Question,
  questionFrom,
  questionText,
  serverQuestionOf,
  withoutFilters,
} from "#src/components/trends/question.ts";
import { saveTrend, trendCsv } from "#src/components/trends/trend-export.ts";
import { TrendFigure } from "#src/components/trends/trend-figure.tsx";
import { TrendTabs } from "#src/components/trends/trend-tabs.tsx";
import { TrendTable } from "#src/components/trends/trend-table.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { SavedViews } from "#src/components/views/saved-views.tsx";
import { formatTimeOfDay } from "#src/lib/time.ts";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const readAtInWords = (time: string) =>
  t`Read at ${time}. Days, weeks (from Monday) and months are those of UTC; a run counts on the day it ended.`;

/** A question of the organization's runs, and its answer. */
export function Component() {
  const [params, setParams] = useSearchParams();
  const own = questionFrom(params);
  const text = questionText(own);
  // The day changes while a page is open; the question then is another one.
  const [openedAt, setOpenedAt] = useState(serverNow);
  const question = serverQuestionOf(own, openedAt);
  const { data: answer, error, isFetching, isPlaceholderData, refetch } = useQuery(trendQueries.answer(question));
  const { data: robots = [] } = useQuery(robotQueries.withRetired());
  const { data: deployments = [] } = useQuery(deploymentQueries.all());
  const { data: firstHour } = useQuery(receiptQueries.firstHour());
  const isConnected = useIsConnected();
  const asked = askedOf(own.measure, own.over);
  const change = (part: Partial<Question>) => setParams(questionText({ ...own, ...part }), { replace: true, preventScrollReset: true });
  const again = () => {
    setOpenedAt(serverNow());
    void refetch();
  };
  const series = answer === undefined ? [] : seriesOfAnswer(answer, question, asked, Number(own.top));
  const models = [...new Set(deployments.flatMap(({ modelId, artifactId }) => modelId ?? artifactId ?? []))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const isStale = isPlaceholderData || !isConnected;
  const offline = isConnected ? undefined : t`No connection to the server.`;
  const shown = answer === undefined ? null : { series, answer, question, own, asked, isStale };
  return (
    <>
      <PageHeader {...pageHeaders["/trends"]} />
      <TrendTabs />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <nav aria-label={t`Questions to begin with`} className="flex flex-wrap gap-2 print:hidden">
          {presets.map(({ name, question: preset }) => {
            const query = questionText(preset);
            return (
              <Link
                key={name}
                to={paths.trends(query)}
                aria-current={query === text ? "true" : undefined}
                className="inline-flex min-h-control-small items-center rounded-control border border-line px-2.5 text-caption hover:bg-sunken aria-[current]:bg-sunken aria-[current]:font-medium"
              >
                {name}
              </Link>
            );
          })}
        </nav>
        <QuestionForm question={own} robots={robots} deployments={deployments} models={models} onChange={change} />
        <SavedViews page="trends" query={text} />
        {error ? <ErrorNote text={`${t`The question could not be answered.`} ${describeError(error)}`} /> : null}
        {answer?.isCounting === true ? (
          <p
            role="status"
            className="text-warn"
          >{t`Older receipts are still being counted: values of earlier days are too low until that is done.`}</p>
        ) : null}
        {isOfWorst(own.measure) && own.verdict !== "all" ? (
          <p
            role="status"
            className="text-muted"
          >{t`The worst of the runs is kept for all verdicts together. Choose any verdict to see it.`}</p>
        ) : null}
        {shown === null ? (
          error ? null : (
            <output aria-label={t`Loading the answer`}>
              <Skeleton className="h-96 w-full" />
            </output>
          )
        ) : series.length === 0 ? (
          <Nothing hasReceipts={firstHour !== null} question={own} onChange={change} />
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="text-caption text-muted">{readAtInWords(formatTimeOfDay(shown.answer.readAt, false))}</p>
              <span className="flex flex-wrap gap-2 print:hidden">
                <Button
                  size="small"
                  icon={<RefreshCw aria-hidden />}
                  isBusy={isFetching}
                  disabledReason={offline}
                  onClick={again}
                >{t`Read again`}</Button>
                <Button
                  size="small"
                  icon={<Download aria-hidden />}
                  disabledReason={isPlaceholderData ? t`The answer is being read.` : undefined}
                  onClick={() => saveTrend(trendCsv(series, shown.answer, question, asked), question)}
                >{t`Export CSV`}</Button>
              </span>
            </div>
            {own.as === "table" ? <TrendTable {...shown} /> : <TrendFigure key={`${question.from} ${question.per}`} {...shown} />}
          </>
        )}
      </div>
    </>
  );
}

function Nothing({
  hasReceipts,
  question,
  onChange,
}: {
  hasReceipts: boolean;
  question: Question;
  onChange: (change: Partial<Question>) => void;
}) {
  if (!hasReceipts)
    return (
      <EmptyState
        title={t`No runs yet`}
        body={t`A run counts here once its session is closed and has its receipt.`}
        action={<OrTryOut />}
      />
    );
  if (isFiltered(question))
    return (
      <EmptyState
        title={t`No runs match`}
        body={t`No run with a receipt in this time passes all the filters.`}
        action={<Button onClick={() => onChange(withoutFilters(question))}>{t`Clear filters`}</Button>}
      />
    );
  return (
    <EmptyState
      title={t`No runs in this time`}
      body={t`There are receipts, and none of these days.`}
      action={<Button onClick={() => onChange({ days: "365", per: "week" })}>{t`Ask for the last 365 days`}</Button>}
    />
  );
}
