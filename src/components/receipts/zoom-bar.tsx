import { t } from "@lingui/core/macro";
import { ZoomIn, ZoomOut } from "lucide-react";

import { Button } from "#src/components/ui/button.tsx";
import { type Stretch, zoomedBy } from "#src/lib/zoom.ts";

import { offsetInWords } from "./offset-words.ts";

type ZoomBarProps = { run: Stretch; zoom: Stretch | null; cursor: number | null; onZoom: (part: Stretch | null) => void };

/** Which part of a run its charts show, and the way in and out for whoever has no mouse to drag with. */
export function ZoomBar({ run, zoom, cursor, onZoom }: ZoomBarProps) {
  const shown = zoom ?? run;
  const [from, to] = [offsetInWords(shown.from - run.from), offsetInWords(shown.to - run.from)];
  return (
    <div role="group" aria-label={t`Part of the run that is shown`} className="flex flex-wrap items-center gap-1">
      <output className="mr-1 text-caption text-muted tabular">{zoom === null ? t`the whole run` : t`${from} to ${to}`}</output>
      <span className="flex gap-1 print:hidden">
        <Button
          size="small"
          tone="quiet"
          icon={<ZoomIn aria-hidden />}
          aria-label={t`Zoom in`}
          title={t`Zoom in: drag over a chart, or +`}
          onClick={() => onZoom(zoomedBy(0.5, shown, cursor))}
        />
        <Button
          size="small"
          tone="quiet"
          icon={<ZoomOut aria-hidden />}
          aria-label={t`Zoom out`}
          title={t`Zoom out: −`}
          disabledReason={zoom === null ? t`The whole run is shown.` : undefined}
          onClick={() => onZoom(zoomedBy(2, shown, cursor))}
        />
        {zoom === null ? null : <Button size="small" tone="quiet" onClick={() => onZoom(null)}>{t`Whole run`}</Button>}
      </span>
    </div>
  );
}
