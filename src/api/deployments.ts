import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";
import { convex } from "#src/api/client.ts";
import { serverNow } from "#src/api/clock.ts";

export type DeploymentId = Id<"deployments">;
export type Deployment = FunctionReturnType<typeof api.deployments.get>;
/** What creating a deployment takes. */
export type DeploymentDraft = FunctionArgs<typeof api.deployments.create>;
export type DeploymentPreview = FunctionReturnType<typeof api.deployments.preview>;
export type DoctorReport = FunctionReturnType<typeof api.doctor.run>;
export type Readiness = FunctionReturnType<typeof api.doctor.readiness>;
export type DoctorCheck = DoctorReport["checks"][number];

export const deploymentQueries = {
  all: () => queryOptions({ ...convexQuery(api.deployments.list, {}) }),
  detail: (id: DeploymentId) => queryOptions({ ...convexQuery(api.deployments.get, { id }) }),
  /** Asks nothing where there is no deployment. */
  detailIfChosen: (id: DeploymentId | null) => queryOptions({ ...convexQuery(api.deployments.get, id === null ? "skip" : { id }) }),
  /** Where it was checked, with the newest report of all. */
  readiness: (deploymentId: DeploymentId) => queryOptions({ ...convexQuery(api.doctor.readiness, { deploymentId }) }),
  /** What the draft would make, and what the doctor would say of it. Asked again every ten seconds and not live: each heartbeat of each robot would be an answer. */
  preview: (draft: DeploymentDraft | null) =>
    queryOptions({
      queryKey: ["deployments", "preview", draft],
      queryFn: async () => {
        if (draft === null) throw new Error("There is no draft yet.");
        const at = serverNow();
        return { at, ...(await convex.query(api.deployments.preview, { ...draft, at })) };
      },
      enabled: draft !== null,
      refetchInterval: 10_000,
      placeholderData: keepPreviousData,
    }),
  /** The newest report; of the deployment alone unless a robot is named. */
  doctor: (deploymentId: DeploymentId, robotId?: Id<"robots">) =>
    queryOptions({ ...convexQuery(api.doctor.latest, robotId === undefined ? { deploymentId } : { deploymentId, robotId }) }),
};

export function useCreateDeployment() {
  return useMutation({ mutationFn: useConvexMutation(api.deployments.create), meta: { inlineError: true } });
}

/** Runs every check now, asks the worker (up to 5 s), and answers with the report; the live query of the latest report follows by itself. */
export function useRunDoctor() {
  return useMutation({ mutationFn: useConvexAction(api.doctor.check) });
}

/** Lowering a guard needs a reason. */
export const useSetPolicy = () => useMutation({ mutationFn: useConvexMutation(api.deployments.setPolicy), meta: { inlineError: true } });
