import { useState } from "react";

import type { HeartbeatSample } from "#src/api/heartbeats.ts";
import { firstFrom } from "#src/lib/series.ts";
import type { Stretch } from "#src/lib/zoom.ts";

const none: readonly HeartbeatSample[] = [];
const receivedAt = (sample: HeartbeatSample) => sample.receivedAt;

/** The samples of a time that is held, and `slackMs` around it: the same list until more of them are known, so that charts that stand still are not drawn again. */
export function useHeldSamples(samples: readonly HeartbeatSample[], whole: Stretch | null, slackMs: number): readonly HeartbeatSample[] {
  const [held, setHeld] = useState<{ whole: Stretch | null; samples: readonly HeartbeatSample[] }>({ whole: null, samples: none });
  if (whole === null) return none;
  const [start, end] = [firstFrom(samples, whole.from - slackMs, receivedAt), firstFrom(samples, whole.to + slackMs, receivedAt)];
  if (held.whole?.from === whole.from && held.whole.to === whole.to && held.samples.length === end - start) return held.samples;
  const next = samples.slice(start, end);
  setHeld({ whole, samples: next });
  return next;
}
