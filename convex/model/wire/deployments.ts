import type { Id } from "../../_generated/dataModel";
import * as Deployments from "../deployments/deployments";
import * as Doctor from "../deployments/doctor";
import type { Write } from "../sessions/store";
import { acting, ok, type Access, type Read } from "./access";

// What `publicApi` does to deployments, once it knows who calls.

export async function createDeployment(ctx: Write, access: Access, args: Deployments.DeploymentArgs, now: number) {
  return await acting(ctx, access, now, async (caller) => {
    const { id } = await Deployments.create(ctx, caller, args, now);
    return { ...ok, ...(await Deployments.get(ctx, caller.organizationId, id)) };
  });
}

export async function listDeployments(ctx: Read, access: Access) {
  if (!access.ok) return access;
  return { ...ok, deployments: await Deployments.list(ctx, access.caller.organizationId) };
}

export async function getDeployment(ctx: Read, access: Access, id: Id<"deployments">) {
  if (!access.ok) return access;
  return { ...ok, ...(await Deployments.get(ctx, access.caller.organizationId, id)) };
}

export async function runReadinessCheck(
  ctx: Write,
  access: Access,
  args: { deploymentId: Id<"deployments">; robotId?: Id<"robots"> },
  now: number,
) {
  return await acting(ctx, access, now, async (caller) => ({ ...ok, ...(await Doctor.run(ctx, caller, args, now)) }));
}
