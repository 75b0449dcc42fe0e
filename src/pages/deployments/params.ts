import type { Params } from "react-router";

import type { DeploymentId } from "#src/api/deployments.ts";

/** An id in a URL is only a string until the server's `v.id` check accepts it. */
export function deploymentIdFrom({ deploymentId }: Params): DeploymentId {
  if (deploymentId === undefined) throw new Error("No :deploymentId in this route. Is the page under the wrong path?");
  return deploymentId as DeploymentId; // checked by the server's `v.id`
}
