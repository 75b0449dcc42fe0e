import { api } from "#convex/_generated/api.js";
import example from "#examples/so101.schema.json";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";
import { startSimulation } from "#src/api/simulations.ts";

/**
 * All that a first dry run needs, from nothing: the SO-101's schema, a robot, a deployment, and a simulated machine in this tab that is
 * paired with it. Answers the robot. Everything it makes is an ordinary thing that can be looked at, changed and retired.
 */
export async function tryOut(): Promise<RobotId> {
  const { id: robotSchemaId } = await convex.mutation(api.robotSchemas.register, {
    name: "so101",
    robotKind: "so101",
    document: JSON.stringify(example),
  });
  const { id } = await convex.mutation(api.robots.register, {
    name: "arm-1 (simulated)",
    robotSchemaId,
    emergencyStopLocation: "none: the arm is simulated",
  });
  const deployments = await convex.query(api.deployments.list, {});
  if (!deployments.some((deployment) => deployment.robotSchemaId === robotSchemaId)) {
    await convex.mutation(api.deployments.create, { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
  }
  await startSimulation(id);
  return id;
}
