import { plural, t } from "@lingui/core/macro";
import { useState } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import { type Bar, isChosen } from "./histogram.ts";

const days = ({ from, to }: Pick<Bar, "from" | "to">) => (from === to ? from : t`${from} to ${to}`);

function barInWords(bar: Bar): string {
  const { count } = bar;
  const [when, problems] = [days(bar), formatNumber(bar.problems)];
  return plural(count, { one: `${when}: # receipt, ${problems} with problems`, other: `${when}: # receipts, ${problems} with problems` });
}

/** The same for those who hear it, with what to press. */
function barToChoose(bar: Bar): string {
  const { count } = bar;
  const [when, problems] = [days(bar), formatNumber(bar.problems)];
  return plural(count, {
    one: `${when}, # receipt, ${problems} with problems. Enter to show only these.`,
    other: `${when}, # receipts, ${problems} with problems. Enter to show only these.`,
  });
}

function chosenInWords(from: string | undefined, to: string | undefined): string {
  const last = to ?? t`today`;
  return from === undefined ? t`Showing the first to ${last}` : t`Showing ${from} to ${last}`;
}

type ReceiptHistogramProps = {
  bars: readonly Bar[];
  /** The chosen days, as the date filters have them. */
  from: string | undefined;
  to: string | undefined;
  /** Called once a choice is finished; both undefined takes it back. */
  onChoose: (from: string | undefined, to: string | undefined) => void;
};

/** Receipts over time. Drag across days to see only these; by keyboard arrows move, Shift+arrows widen, Enter chooses, Escape clears. */
export function ReceiptHistogram({ bars, from, to, onChoose }: ReceiptHistogramProps) {
  /** Where a drag or the keyboard began and where it is now, as indices of bars. */
  const [brush, setBrush] = useState<{ anchor: number; at: number; isDragging: boolean } | null>(null);
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const cursor = brush?.at ?? bars.length - 1;
  const [low, high] = brush === null ? [-1, -1] : [Math.min(brush.anchor, brush.at), Math.max(brush.anchor, brush.at)];
  const under = bars[cursor];
  const shown: Bar | undefined =
    brush === null
      ? undefined
      : bars
          .slice(low, high + 1)
          .reduce<Bar | undefined>(
            (sum, bar) =>
              sum === undefined ? bar : { from: sum.from, to: bar.to, count: sum.count + bar.count, problems: sum.problems + bar.problems },
            undefined,
          );
  const indexAt = (clientX: number, box: DOMRect) =>
    Math.max(0, Math.min(bars.length - 1, Math.floor(((clientX - box.left) / box.width) * bars.length)));
  const choose = () => {
    if (shown === undefined) return;
    const isSame = shown.from === from && shown.to === to;
    onChoose(isSame ? undefined : shown.from, isSame ? undefined : shown.to);
  };
  const move = (by: number, isWidening: boolean) => {
    const at = Math.max(0, Math.min(bars.length - 1, cursor + by));
    setBrush({ anchor: isWidening ? (brush?.anchor ?? cursor) : at, at, isDragging: false });
  };
  if (bars.length === 0) return null;
  const isFiltered = from !== undefined || to !== undefined;

  return (
    <figure aria-label={t`Receipts over time`} className="grid gap-1 print:hidden">
      <figcaption className="flex h-5 items-baseline justify-between gap-x-3 overflow-hidden text-caption text-muted tabular">
        {shown !== undefined ? (
          <span className="truncate">{barInWords(shown)}</span>
        ) : isFiltered ? (
          <span className="truncate">{chosenInWords(from, to)}</span>
        ) : (
          <>
            <span className="truncate">{bars[0]?.from}</span>
            <span className="truncate">{t`Drag across days`}</span>
            <span className="truncate">{bars.at(-1)?.to}</span>
          </>
        )}
      </figcaption>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t`Days shown`}
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={cursor}
        aria-valuetext={under === undefined ? t`no days` : barToChoose(shown ?? under)}
        dir="ltr"
        title={t`Receipts over time. Drag across days to see only these.`}
        className="flex h-control cursor-crosshair touch-pan-y items-end select-none border-b border-line-strong"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = indexAt(event.clientX, event.currentTarget.getBoundingClientRect());
          setBrush({ anchor: at, at, isDragging: true });
        }}
        onPointerMove={(event) => {
          const at = indexAt(event.clientX, event.currentTarget.getBoundingClientRect());
          if (brush?.isDragging === true) setBrush({ ...brush, at });
          else if (event.pointerType === "mouse") setBrush({ anchor: at, at, isDragging: false });
        }}
        onPointerUp={() => {
          if (brush?.isDragging !== true) return;
          choose();
          setBrush(null);
        }}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => brush?.isDragging !== true && setBrush(null)}
        onBlur={() => setBrush(null)}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft" || event.key === "ArrowRight") move(event.key === "ArrowLeft" ? -1 : 1, event.shiftKey);
          else if (event.key === "Home" || event.key === "End") move(event.key === "Home" ? -bars.length : bars.length, event.shiftKey);
          else if (event.key === "Enter" || event.key === " ") choose();
          else if (event.key === "Escape" && (isFiltered || brush !== null)) {
            setBrush(null);
            onChoose(undefined, undefined);
          } else return;
          event.preventDefault();
        }}
      >
        {bars.map((bar, index) => {
          const isIn = brush === null ? isChosen(bar, from, to) : index >= low && index <= high;
          const height = bar.count === 0 ? 0 : Math.max(4, (bar.count / most) * 100);
          return (
            <span
              key={bar.from}
              aria-hidden
              className={classNames(
                "flex h-full flex-1 flex-col justify-end px-px",
                isIn && (brush !== null || isFiltered) && "bg-info-soft",
              )}
            >
              <span
                className={classNames("block w-full overflow-hidden rounded-t-[2px]", isIn ? "bg-chart-1" : "bg-line-strong/40")}
                style={{ height: `${height}%` }}
              >
                {bar.problems === 0 ? null : (
                  <span
                    className={classNames("block w-full", isIn ? "bg-danger" : "bg-danger/40")}
                    style={{ height: `${Math.max(8, (bar.problems / bar.count) * 100)}%` }}
                  />
                )}
              </span>
            </span>
          );
        })}
      </div>
    </figure>
  );
}
