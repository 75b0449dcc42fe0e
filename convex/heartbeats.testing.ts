import { api } from "./_generated/api";
import { seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

export async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const robot = startRobot(t, seeded);
  const status = async () => (await people.viewer.as.query(api.robots.status, { robotId: seeded.robotId }))[0];
  return { t, people, seeded, robot, status };
}

type Ids = { robotId: string };
const compared = { field: "batteryPct", since: 0, until: 60_000, isDrawn: true };

/** Who may call what of heartbeats, for `roles.testing.ts`. */
export const heartbeatRoles = {
  "heartbeats:compared": { needs: "viewer", args: ({ robotId }: Ids) => ({ ...compared, robotIds: [robotId] }) },
  "heartbeats:minutes": { needs: "viewer", args: ({ robotId }: Ids) => ({ robotId }) },
  "heartbeats:recent": { needs: "viewer", args: ({ robotId }: Ids) => ({ robotId }) },
} as const;
