import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { describeError } from "#src/api/errors.ts";
import { type Build, buildQuery } from "#src/api/kinematics.ts";
import type { RobotSchemaId } from "#src/api/robot-schemas.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";

import { armOf } from "./arm.ts";
import { ArmDrawing } from "./arm-drawing.tsx";
import { PoseTable } from "./pose-table.tsx";
import { firstActionInWords } from "./pose-words.ts";
import { Turntable, ViewChoice } from "./turntable.tsx";
import { useView } from "./use-view.ts";

export type PoseViewProps = {
  robotSchemaId: RobotSchemaId;
  /** What the joints report, in the order of the action values and the schema's units; null: nothing, for the reason in `note`. */
  values: readonly number[] | null;
  /** How far the first action would move each; null where the robot does not say or it is not asked. */
  firstMove?: readonly number[] | null;
  /** Of when it is, or why there is nothing. */
  note: ReactNode;
  /** It was true once: it is drawn grey. */
  isOld?: boolean;
};

/** How an arm stands, drawn in space and in numbers; for a kind of robot whose schema does not say how it is built, how to add it. */
export function PoseView(props: PoseViewProps) {
  const { data: build, error } = useQuery(buildQuery(props.robotSchemaId));
  if (build === undefined) return error ? <ErrorNote text={describeError(error)} /> : <PoseOnTheWay />;
  const { kinematics } = build;
  const { robotSchemaId: _id, ...pose } = props;
  return kinematics === null ? <NotBuilt /> : <DrawnPose {...pose} build={{ ...build, kinematics }} />;
}

/** Keeps the room of a drawing. */
export const PoseOnTheWay = () => <Skeleton className="h-72" />;

export function NotBuilt() {
  return (
    <p className="text-caption text-muted">
      <Trans>
        The pose is not drawn: the robot schema does not say how the arm is built.{" "}
        <a href="/docs/dashboard/robots#how-an-arm-is-built" target="_blank" rel="noreferrer" className="underline">
          How to add it
        </a>
      </Trans>
    </p>
  );
}

type DrawnPoseProps = Omit<PoseViewProps, "robotSchemaId"> & { build: Build & { kinematics: NonNullable<Build["kinematics"]> } };

/** The same, once it is known how the arm is built. */
export function DrawnPose({ build, values, firstMove = null, note, isOld = false }: DrawnPoseProps) {
  const { view, turn, keep } = useView();
  const arm = values === null ? null : armOf(build, values, firstMove);
  const missing = arm?.now.missing ?? null;
  const first = arm === null ? null : firstActionInWords(arm);
  return (
    <figure className="card @container grid gap-2 p-3 break-inside-avoid" aria-label={t`Pose of the arm`}>
      <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-heading">{t`Pose`}</span>
        <span className={classNames("me-auto text-caption tabular", isOld ? "font-semibold text-danger" : "text-muted")}>{note}</span>
        {arm === null ? null : (
          <span className="print:hidden">
            <ViewChoice view={view} onKeep={keep} />
          </span>
        )}
      </figcaption>
      {arm === null ? null : (
        <div className="grid items-start gap-x-5 gap-y-2 @lg:grid-cols-[minmax(0,30rem)_minmax(13rem,1fr)]">
          <div className="grid gap-1">
            <div className="relative" dir="ltr">
              <ArmDrawing arm={arm} view={view} isOld={isOld} />
              <Turntable view={view} onTurn={turn} onKeep={keep} />
            </div>
            {missing === null ? null : (
              <p className="text-caption text-warn">{t`No value of ${missing} is reported: the arm is drawn up to it.`}</p>
            )}
            {first === null ? null : (
              <p className={classNames("flex flex-wrap gap-x-4 text-caption", isOld && "stale-value")}>
                <Key dash="">{t`now`}</Key>
                <Key dash="5 3">{t`first action: ${first}`}</Key>
              </p>
            )}
          </div>
          <PoseTable arm={arm} isOld={isOld} />
        </div>
      )}
    </figure>
  );
}

const Key = ({ dash, children }: { dash: string; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1.5">
    <svg aria-hidden viewBox="0 0 24 6" className={classNames("h-1.5 w-6 shrink-0", dash !== "" && "text-chart-1")}>
      <path d="M1 3h22" stroke="currentColor" strokeWidth={dash === "" ? 4 : 2.5} strokeDasharray={dash} />
    </svg>
    {children}
  </span>
);
