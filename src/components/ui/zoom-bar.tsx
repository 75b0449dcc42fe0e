import { t } from "@lingui/core/macro";
import { ZoomIn, ZoomOut } from "lucide-react";

import { type Stretch, zoomedBy } from "#src/lib/zoom.ts";

import { Button } from "./button.tsx";

type ZoomBarProps = {
  whole: Stretch;
  /** The part that is shown; null: the whole. */
  zoom: Stretch | null;
  cursor: number | null;
  onZoom: (part: Stretch | null) => void;
  /** What it is a part of, what is shown now, why nothing is left to zoom out of, and the way back to all of it. */
  words: {
    label: string;
    shown: string;
    /** The eye has it from the control beside this one. */
    isSeenBeside?: boolean;
    isWhole: string;
    back: string;
  };
};

/** Which part of a time its charts show, and the way in and out for whoever has no mouse to drag with. */
export function ZoomBar({ whole, zoom, cursor, onZoom, words }: ZoomBarProps) {
  const shown = zoom ?? whole;
  return (
    <div role="group" aria-label={words.label} className="flex flex-wrap items-center gap-1">
      <output className={words.isSeenBeside === true ? "sr-only" : "me-1 text-caption text-muted tabular"}>{words.shown}</output>
      <span className="flex gap-1 print:hidden">
        <Button
          size="small"
          tone="quiet"
          icon={<ZoomIn aria-hidden />}
          aria-label={t`Zoom in`}
          title={t`Zoom in: drag over a chart, Ctrl and the wheel, or +`}
          onClick={() => onZoom(zoomedBy(0.5, shown, cursor))}
        />
        <Button
          size="small"
          tone="quiet"
          icon={<ZoomOut aria-hidden />}
          aria-label={t`Zoom out`}
          title={t`Zoom out: Ctrl and the wheel, or −`}
          disabledReason={zoom === null ? words.isWhole : undefined}
          onClick={() => onZoom(zoomedBy(2, shown, cursor))}
        />
        {zoom === null ? null : (
          <Button size="small" tone="quiet" onClick={() => onZoom(null)}>
            {words.back}
          </Button>
        )}
      </span>
    </div>
  );
}
