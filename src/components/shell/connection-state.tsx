import { t } from "@lingui/core/macro";

import { useServerClock } from "#src/api/clock.ts";
import { useConnection } from "#src/api/connection.ts";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatNumber } from "#src/lib/numbers.ts";

/** Beyond this the browser's clock is worth a remark, ms. */
const REMARKABLE_MS = 500;

/** Live or not, in a word and a shape. */
export function ConnectionState() {
  const { kind } = useConnection();
  if (kind === "lost") return <StateMark shape="cross" tone="danger">{t`Not live`}</StateMark>;
  if (kind === "connecting") return <StateMark shape="dash" tone="neutral">{t`Connecting`}</StateMark>;
  return <StateMark shape="disc" tone="ok">{t`Live`}</StateMark>;
}

/** How far this device's clock is from the server's, when that is worth a remark: ages and countdowns are already corrected by it. */
export function ServerOffset() {
  const clock = useServerClock();
  if (clock.kind === "unknown") return null;
  const { offsetMs, uncertaintyMs } = clock;
  const isRemarkable = Math.abs(offsetMs) > Math.max(REMARKABLE_MS, uncertaintyMs);
  if (!isRemarkable) return null;
  const signed = `${offsetMs < 0 ? "−" : "+"}${formatNumber(Math.abs(offsetMs) / 1000, 1, true)} s`;
  return (
    <span
      className="text-caption whitespace-nowrap text-warn tabular"
      title={t`The server's clock is ${signed} from this device's, give or take ${uncertaintyMs} ms. Ages and countdowns follow the server.`}
    >
      {t`Server clock ${signed}`}
    </span>
  );
}
