import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { serverNow } from "#src/api/clock.ts";
import type { Robot, RobotStatus } from "#src/api/robots.ts";
import { serverWords } from "#src/api/server-words.ts";
import { WordsCompared } from "#src/components/pairing/words-compared.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import type { Link } from "#src/lib/link.ts";

import { Panel } from "./panel.tsx";
import { RobotCameras } from "./robot-cameras.tsx";
import { RobotRawData } from "./robot-raw-data.tsx";

type MachinePanelProps = {
  robot: Robot;
  status: RobotStatus | null;
  link: Link;
  /** Why it cannot be retired by whoever looks. */
  retireReason: string | undefined;
  onRetire: () => void;
};

/** Which machine answers for a robot, and what is recorded of it. */
export function MachinePanel({ robot, status, link, retireReason, onRetire }: MachinePanelProps) {
  const { name } = robot;
  const [machine, prefix] = [robot.paired?.hostname ? serverWords(robot.paired.hostname) : null, robot.paired?.prefix];
  const author = robot.createdBy.name;
  const [outOfOrder, duplicates] = [status?.outOfOrder ?? 0, status?.duplicates ?? 0];
  return (
    <Panel title={t`Machine and record`}>
      <KeyValueList
        items={[
          ...(status?.lastSeenAt
            ? [
                {
                  key: t`Raw data`,
                  value: <RobotRawData silentSince={link === "online" || link === "late" ? null : status.lastSeenAt} />,
                },
              ]
            : []),
          {
            key: t`Credential`,
            value:
              robot.paired === null ? (
                t`None: no machine is paired`
              ) : machine === null ? (
                <Trans>
                  <span className="font-mono text-caption">{prefix}…</span> held by a machine that told no name
                </Trans>
              ) : (
                <Trans>
                  <span className="font-mono text-caption">{prefix}…</span> held by {machine}
                </Trans>
              ),
          },
          ...(robot.paired === null
            ? []
            : [
                {
                  key: t`Words compared`,
                  value: <WordsCompared robotId={robot.id} />,
                },
                { key: t`Agent version`, value: robot.paired.agentVersion ?? t`not told` },
                { key: t`Paired`, value: <RelativeTime at={robot.paired.at} now={serverNow} /> },
              ]),
          {
            key: t`Hardware emergency stop`,
            value:
              robot.emergencyStopLocation === "" ? (
                <span className="text-warn">{t`Location not recorded`}</span>
              ) : (
                robot.emergencyStopLocation
              ),
          },
          ...(status?.lastSeenAt
            ? [
                {
                  key: t`Cameras`,
                  value: <RobotCameras robotId={robot.id} />,
                },
              ]
            : []),
          { key: t`Calibration`, value: robot.calibrationId ?? t({ message: "none", context: "calibration" }) },
          { key: t`Id`, value: <CopyableId id={robot.id} label={t`Copy the robot’s id`} /> },
          {
            key: t`Registered`,
            value: (
              <Trans>
                <RelativeTime at={robot.createdAt} now={serverNow} /> by {author}
              </Trans>
            ),
          },
          ...(status === null ? [] : [{ key: t`Out of order, duplicate`, value: t`${outOfOrder}, ${duplicates} heartbeats` }]),
        ]}
      />
      <div className="pt-3">
        <Button size="small" disabledReason={retireReason} onClick={onRetire}>
          {t`Retire ${name}`}
        </Button>
      </div>
    </Panel>
  );
}
