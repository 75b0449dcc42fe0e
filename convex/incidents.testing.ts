import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { T } from "./fixtures.testing";
import type { start } from "./heartbeats.testing";

/** A stop that nobody asked for and that waits for somebody to look. */
export const insertIncident = (t: T, organizationId: Id<"organizations">, robotId: Id<"robots">) =>
  t.run((ctx) =>
    ctx.db.insert("incidents", {
      ...{
        organizationId,
        robotId,
        cause: "stop_unasked",
        isOfMotion: true,
        severity: 1,
        startedAt: 0,
        endedAt: null,
        ending: null,
        times: 1,
      },
      ...{ detail: "lease_expired", sessionId: null, deploymentId: null, steps: [] },
    }),
  );

type Started = Awaited<ReturnType<typeof start>>;
export const list = async ({ people, seeded: { robotId } }: Started, show: "open" | "moving" | "all" = "all", ofRobot = true) => {
  const args = { show, paginationOpts: { numItems: 50, cursor: null }, ...(ofRobot ? { robotId } : {}) };
  return (await people.viewer.as.query(api.incidents.list, args)).page;
};
export const idOf = (incident: Awaited<ReturnType<typeof list>>[number] | undefined) => {
  if (incident === undefined) throw new Error("no incident");
  return incident.id;
};
export const sweep = ({ t }: Started) => t.mutation(internal.sweeps.sweepLinks, {});
export const stateOf = async ({ people, seeded: { robotId } }: Started) => {
  const pass = await people.viewer.as.query(api.robots.watchPass, {});
  return (await people.viewer.as.query(api.robots.states, { pass, robotIds: [robotId] }))[0];
};
