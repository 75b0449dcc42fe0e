import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useRef, useState } from "react";

import { useLooking } from "#src/api/cameras.ts";
import { type RobotId, robotQueries } from "#src/api/robots.ts";
import { Button } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";

import { CameraView } from "./camera-view.tsx";
import { useInSight } from "./use-in-sight.ts";

/** Whether whoever looks asked their device to fetch little. */
const savesData = (): boolean =>
  matchMedia("(prefers-reduced-data: reduce)").matches ||
  (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** What a robot's cameras see, live while this page and this part of it are in sight. */
export function Cameras({ robotId, names }: { robotId: RobotId; names: readonly string[] }) {
  const { data: robot } = useQuery(robotQueries.detail(robotId));
  const [isPaused, setPaused] = useState(savesData);
  const place = useRef<HTMLElement>(null);
  const isInSight = useInSight(place);
  useLooking(robotId, !isPaused && isInSight);
  return (
    // Nested grids ask a child for its widths again and again, each twice as often as the one around it: several seconds for two pictures.
    // A container is asked for none.
    <section ref={place} aria-label={t`Cameras`} className="@container flex flex-col gap-3 print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="me-auto text-heading">{t`Cameras`}</h2>
        <Button size="small" icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />} onClick={() => setPaused(!isPaused)}>
          {isPaused ? t`Show live pictures` : t`Pause pictures`}
        </Button>
      </div>
      <div className={classNames("grid gap-3", names.length === 1 ? "max-w-120" : "grid-cols-2 @min-[52rem]:grid-cols-4")}>
        {names.map((camera) => (
          <CameraView key={camera} robotId={robotId} robotName={robot?.name ?? null} camera={camera} isPaused={isPaused} />
        ))}
      </div>
    </section>
  );
}
