import { t } from "@lingui/core/macro";

import type { SchemaSummary } from "#src/api/robot-schemas.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

/** What a schema is read for: shape, limits, safe stop, rate, observations. */
export function SchemaFacts({ summary }: { summary: SchemaSummary }) {
  return (
    <KeyValueList
      label={t`What the schema says`}
      items={[
        { key: t`Action shape`, value: `[${summary.actionShape.join(", ")}]` },
        { key: t`Safe stop`, value: <SafeStop summary={summary} /> },
        { key: t`Control rate`, value: summary.controlHz === null ? t`not given` : `${formatNumber(summary.controlHz)} Hz` },
        {
          key: t`Observations`,
          value: summary.observations.length === 0 ? t`none named` : <span translate="no">{summary.observations.join(", ")}</span>,
        },
      ]}
    />
  );
}

export function SafeStop({ summary: { safeStop } }: { summary: Pick<SchemaSummary, "safeStop"> }) {
  if (safeStop === null) {
    return (
      <StateMark shape="triangle" tone="warn">
        {t`None: dry run only`}
      </StateMark>
    );
  }
  return (
    <StateMark shape="disc" tone="ok">
      {safeStop.kind}
      {safeStop.values === null ? "" : ` [${safeStop.values.join(", ")}]`}
    </StateMark>
  );
}

const placeInWords = (place: number) => t`value ${place}`;

export function LimitsTable({ summary }: { summary: SchemaSummary }) {
  const count = Math.max(summary.limits.length, summary.actionNames.length, summary.actionShape.at(-1) ?? 0);
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? <span className="text-warn">{t`no limit`}</span> : formatNumber(value, 20);
  return (
    <Table label={t`Limits per action value`}>
      <TableHead>
        <HeadCell>{t`Action value`}</HeadCell>
        <HeadCell isNumber>{t`Lower`}</HeadCell>
        <HeadCell isNumber>{t`Upper`}</HeadCell>
      </TableHead>
      <tbody>
        {Array.from({ length: count }, (_, index) => (
          <Row key={index}>
            <Cell>{summary.actionNames[index] ?? placeInWords(index + 1)}</Cell>
            <Cell isNumber>{text(summary.limits[index]?.lower)}</Cell>
            <Cell isNumber>{text(summary.limits[index]?.upper)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
