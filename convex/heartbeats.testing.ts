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
