import { t } from "@lingui/core/macro";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";

import type { Robot } from "#src/api/robots.ts";
import { RobotChoice } from "#src/components/alert-rules/robot-choice.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { Input, Select } from "#src/components/ui/field.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";

import { type Comparison, type Span, spanMs, spans } from "./comparison.ts";
import { type Asked, askedFields } from "./fields.ts";

const spanNames: Record<Span, string> = { "1h": t`1 h`, "6h": t`6 h`, "24h": t`24 h` };

type ComparisonFormProps = {
  comparison: Comparison;
  asked: Asked;
  robots: readonly Robot[];
  /** The time that the span is: the earlier and the later one lie beside it, epoch ms. */
  whole: { from: number; to: number };
  /** The earliest that minutes are kept of. */
  oldest: number;
  onChange: (change: Partial<Comparison>) => void;
};

/** What is compared, of whom and over which time. Its whole state is the address. */
export function ComparisonForm({ comparison, asked, robots, whole, oldest, onChange }: ComparisonFormProps) {
  const { value, span, until, robots: picked, kind, as, line } = comparison;
  const moveTo = (end: number) => onChange({ until: new Date(end).toISOString() });
  return (
    <section aria-label={t`Comparison`} className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4 xl:grid-cols-6 print:hidden">
      <Select
        className="col-span-2"
        label={t`Number`}
        value={value}
        onChange={(event) => {
          const field = askedFields.find((each) => each.field === event.target.value)?.field;
          if (field !== undefined) onChange({ value: field, line: undefined });
        }}
      >
        {askedFields.map(({ field, label, unit }) => (
          <option key={field} value={field}>
            {`${label}, ${unit}`}
          </option>
        ))}
      </Select>
      <div className="col-span-2 grid gap-3">
        <RobotChoice
          draft={{
            robotIds: picked === undefined ? null : robots.filter(({ id }) => picked.includes(id)).map(({ id }) => id),
            robotKind: kind ?? null,
          }}
          robots={robots}
          problem={undefined}
          onChange={({ robotIds, robotKind }) => onChange({ robots: robotIds ?? undefined, kind: robotKind ?? undefined, part: 1 })}
        />
      </div>
      <LineInput key={`${value} ${line ?? ""}`} {...{ line, asked, onChange }} />
      <div className="col-span-2 flex flex-wrap items-center gap-2 sm:col-span-4 xl:col-span-6">
        <Segmented
          label={t`Time shown`}
          value={span}
          onChange={(next) => onChange({ span: next, part: 1 })}
          options={spans.map((each) => ({ value: each, label: spanNames[each] }))}
        />
        <span className="flex gap-1">
          <Button
            size="small"
            icon={<ChevronLeft aria-hidden />}
            disabledReason={whole.from <= oldest ? t`Nothing earlier is kept.` : undefined}
            onClick={() => moveTo(whole.from)}
          >
            {t`Earlier`}
          </Button>
          <Button
            size="small"
            icon={<ChevronRight aria-hidden />}
            disabledReason={until === undefined ? t`This is the newest.` : undefined}
            onClick={() => moveTo(whole.to + spanMs[span])}
          >
            {t`Later`}
          </Button>
          {until === undefined ? null : (
            <Button size="small" tone="quiet" onClick={() => onChange({ until: undefined })}>{t`Until now`}</Button>
          )}
        </span>
        <Segmented
          label={t`Lines of`}
          value={as}
          onChange={(next) => onChange({ as: next })}
          options={[
            { value: "mean", label: t`Mean` },
            { value: "worst", label: asked.isLowWorse ? t`Least` : t`Greatest` },
          ]}
        />
      </div>
    </section>
  );
}

type LineInputProps = { line: number | undefined; asked: Asked; onChange: ComparisonFormProps["onChange"] };

/** Typed first and asked afterwards: an address for each digit would be none. */
function LineInput({ line, asked: { unit }, onChange }: LineInputProps) {
  const [text, setText] = useState(line === undefined ? "" : String(line));
  const given = text.trim().replace(",", ".");
  const isGood = given === "" || /^-?\d{1,7}(\.\d{1,3})?$/.test(given);
  const say = () => {
    if (isGood) onChange({ line: given === "" ? undefined : Number(given) });
  };
  return (
    <Input
      className="col-span-2 sm:col-span-1"
      label={t`Line at, ${unit}`}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      error={isGood ? undefined : t`Give a number.`}
      onChange={(event) => setText(event.target.value)}
      onBlur={say}
      onKeyDown={(event) => event.key === "Enter" && say()}
    />
  );
}
