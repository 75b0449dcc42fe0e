import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { deploymentQueries } from "#src/api/deployments.ts";
import { robotQueries } from "#src/api/robots.ts";
import type { Limits } from "#src/api/settings.ts";

/** More names than this are only counted. */
const mostNames = 4;

/** Names as far as they are all known and few; otherwise `null`. */
function namesOf(ids: readonly string[], things: readonly { id: string; name: string }[] | undefined): string | null {
  const names = ids.flatMap((id) => things?.find((thing) => thing.id === id)?.name ?? []);
  return names.length === ids.length && ids.length <= mostNames ? names.join(", ") : null;
}

function robotsInWords(ids: readonly string[], names: string | null): string {
  if (ids.length === 0) return t`Acts on no robot`;
  return names === null ? t`Acts on ${plural(ids.length, { one: "# robot", other: "# robots" })} only` : t`Robots: only ${names}`;
}

function deploymentsInWords(ids: readonly string[], names: string | null): string {
  if (ids.length === 0) return t`Acts on no deployment`;
  return names === null
    ? t`Acts on ${plural(ids.length, { one: "# deployment", other: "# deployments" })} only`
    : t`Deployments: only ${names}`;
}

/** Where somebody may act, a line for each list that there is. */
export function LimitLines({ limits: { robots, deployments } }: { limits: Limits }) {
  const known = { robots: useQuery(robotQueries.all()).data, deployments: useQuery(deploymentQueries.all()).data };
  const line = "block text-caption text-warn";
  return (
    <>
      {robots === undefined ? null : <span className={line}>{robotsInWords(robots, namesOf(robots, known.robots))}</span>}
      {deployments === undefined ? null : (
        <span className={line}>{deploymentsInWords(deployments, namesOf(deployments, known.deployments))}</span>
      )}
    </>
  );
}
