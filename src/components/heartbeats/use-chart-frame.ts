import { useEffect, useRef, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import type { HeartbeatSample } from "#src/api/heartbeats.ts";
import { subscribeTick } from "#src/lib/ticker.ts";

const EARLY_MS = 500;

/** What the charts draw: the samples known at server time `to`, epoch ms. */
export type ChartFrame = { samples: readonly HeartbeatSample[]; to: number };

/**
 * What charts show, changed on the page's tick and at most every `everyMs`, however often heartbeats arrive and the page is drawn:
 * four charts cost a tenth of a second on a small machine, and a window of minutes moves by a pixel a second.
 */
export function useChartFrame(samples: readonly HeartbeatSample[], everyMs: number): ChartFrame {
  const [frame, setFrame] = useState<ChartFrame>(() => ({ samples, to: serverNow() }));
  const newest = useRef(samples);
  useEffect(() => {
    newest.current = samples;
  }, [samples]);
  // Syncs with the page's clock, which moves every age on the page together.
  useEffect(
    () =>
      subscribeTick(() => {
        const now = serverNow();
        // Ticks are not exact: one that comes a little early counts.
        setFrame((shown) => (Math.abs(now - shown.to) < everyMs - EARLY_MS ? shown : { samples: newest.current, to: now }));
      }),
    [everyMs],
  );
  // What was read first is drawn at once: an empty chart would say that there was nothing.
  if (frame.samples.length === 0 && samples.length > 0) setFrame({ samples, to: serverNow() });
  return frame;
}
