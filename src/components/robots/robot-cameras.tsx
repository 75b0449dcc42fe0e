import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { cameraQueries } from "#src/api/cameras.ts";
import { describeError } from "#src/api/errors.ts";
import type { RobotId } from "#src/api/robots.ts";
import { locale } from "#src/i18n/language.ts";

/** The names of a robot's cameras, or how to add one. */
export function RobotCameras({ robotId }: { robotId: RobotId }) {
  const { data: names, error } = useQuery(cameraQueries.names(robotId));
  if (names === undefined) return error ? describeError(error) : "…";
  if (names.length > 0) return new Intl.ListFormat(locale()).format(names);
  return (
    <Trans>
      It tells of none.{" "}
      <a href="/docs/guides/robot-in-typescript#cameras" target="_blank" rel="noreferrer" className="underline">
        How to add one
      </a>
    </Trans>
  );
}
