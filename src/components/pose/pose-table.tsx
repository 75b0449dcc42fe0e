import { t } from "@lingui/core/macro";

import { moveInWords } from "#src/components/sessions/first-move.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { classNames } from "#src/lib/class-names.ts";
import type { Pose } from "#src/lib/kinematics.ts";

import type { Arm, JointReading } from "./arm.ts";
import { limitInWords, placeInWords, valueInWords } from "./pose-words.ts";

/** What an arm's drawing shows, as numbers. */
export function PoseTable({ arm: { now, next, readings }, isOld }: { arm: Arm; isOld: boolean }) {
  return (
    <div className={classNames("grid content-start gap-2", isOld && "stale-value")}>
      <dl className="grid gap-x-3 gap-y-0.5 text-caption tabular">
        <Tip name={t`Tip`} pose={now} />
        {next === null ? null : <Tip name={t`Tip after the first action`} pose={next} />}
      </dl>
      <Table label={t`The pose in numbers`} className="text-caption">
        <TableHead>
          <HeadCell className="py-1">{t`Joint`}</HeadCell>
          <HeadCell className="py-1" isNumber>{t`Position`}</HeadCell>
          {next === null ? null : <HeadCell className="py-1" isNumber>{t`First action`}</HeadCell>}
        </TableHead>
        <tbody>
          {readings.map((reading) => (
            <JointRow key={reading.name} reading={reading} hasNext={next !== null} isOld={isOld} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const Tip = ({ name, pose: { tip } }: { name: string; pose: Pose }) => (
  <div className="flex flex-wrap gap-x-2">
    <dt className="text-muted">{name}</dt>
    <dd>{tip === null ? t`not known` : placeInWords(tip)}</dd>
  </div>
);

function JointRow({ reading, hasNext, isOld }: { reading: JointReading; hasNext: boolean; isOld: boolean }) {
  const { name, state, move, isDrawn } = reading;
  return (
    <Row className="h-auto!">
      <Cell className="py-1 text-caption break-words">
        {name}
        {isDrawn ? null : <span className="text-muted"> {t`(not drawn)`}</span>}
      </Cell>
      <Cell className="py-1 text-caption" isNumber>
        {valueInWords(reading)}
        {state === "free" ? null : (
          <span className={classNames("block font-medium", !isOld && (state === "at" ? "text-danger" : "text-warn"))}>
            {limitInWords(state)}
          </span>
        )}
      </Cell>
      {hasNext ? (
        <Cell className="py-1 text-caption" isNumber>
          {move === null ? "–" : moveInWords(move)}
        </Cell>
      ) : null}
    </Row>
  );
}
