import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { seedOrganization, seedRobot, signedIn, so101, type T } from "./fixtures.testing";

export const thisRobot = /"needs":"this_robot"/;
export const thisDeployment = /"needs":"this_deployment"/;

export type World = Awaited<ReturnType<typeof build>>;

/** An organization with two robots, each with a deployment, and a way to limit its operator. */
export async function build(t: T) {
  const members = await seedOrganization(t);
  const first = await seedRobot(t, members);
  const second = await seedRobot(t, members, so101, "arm-2");
  const list = await members.admin.as.query(api.members.list, {});
  const membershipId = (role: string) => list.find((member) => member.role === role)?.id as Id<"memberships">;
  const limit = (limits: { robots?: Id<"robots">[]; deployments?: Id<"deployments">[] }, id = membershipId("operator")) =>
    members.admin.as.mutation(api.members.setLimits, { id, limits });
  return { members, first, second, membershipId, limit };
}

/** A second operator, who may act everywhere. */
export async function another(t: T, { members }: World, name = "Bo") {
  const userId = await t.run(async (ctx) => {
    const id = await ctx.db.insert("users", { name, email: `${name}@lab.example` });
    await ctx.db.insert("memberships", { organizationId: members.organizationId, userId: id, role: "operator", createdAt: 0 });
    return id;
  });
  const as = await signedIn(t, userId);
  const row = (await as.query(api.members.list, {})).find((member) => member.isMe);
  return { as, userId, membershipId: row?.id as Id<"memberships"> };
}
