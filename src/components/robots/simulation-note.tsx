import { t } from "@lingui/core/macro";
import { Bot } from "lucide-react";
import { useState } from "react";

import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import type { Robot } from "#src/api/robots.ts";
import { SIMULATED_HOSTNAME } from "#src/api/simulation-messages.ts";
import { endSimulation, startSimulation, useSimulation } from "#src/api/simulations.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";

const words = {
  starting: t`A simulated machine is being paired in this tab.`,
  running: t`Simulated in this tab: no real arm moves. It goes offline when the tab closes or reloads.`,
  ended: t`Its simulated machine in this tab has ended.`,
};

/** On the page of a robot whose machine is a browser tab: that it is one, whether it is this one, and how to end it or begin anew. */
export function SimulationNote({ robot, isHeard }: { robot: Robot; isHeard: boolean }) {
  const simulation = useSimulation(robot.id);
  const roleReason = useActReason({ robotId: robot.id });
  const [isBusy, setIsBusy] = useState(false);
  if (robot.paired?.hostname !== SIMULATED_HOSTNAME || robot.retiredAt !== null) return null;
  const isHere = simulation?.state === "starting" || simulation?.state === "running";
  const again = async () => {
    setIsBusy(true);
    try {
      await startSimulation(robot.id);
    } catch (error) {
      addToast({ tone: "error", text: describeError(error) });
    }
    setIsBusy(false);
  };
  const text =
    simulation === undefined
      ? isHeard
        ? t`Simulated in another tab or browser: no real arm moves.`
        : t`Its machine was simulated in a browser tab that is gone.`
      : simulation.state === "failed"
        ? simulation.message
        : words[simulation.state];
  return (
    <p
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card bg-info-soft px-3.5 py-2.5 text-body text-info [&>svg]:size-4 [&>svg]:shrink-0"
    >
      <Bot aria-hidden />
      <span className="flex-1 text-pretty">{text}</span>
      {isHere ? (
        <Button size="small" onClick={() => endSimulation(robot.id)}>
          {t`End the simulation`}
        </Button>
      ) : isHeard ? null : (
        <Button size="small" isBusy={isBusy} disabledReason={roleReason} onClick={() => void again()}>
          {t`Simulate again in this tab`}
        </Button>
      )}
    </p>
  );
}
