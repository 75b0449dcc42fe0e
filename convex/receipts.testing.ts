import { api } from "./_generated/api";
import { readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";

/** An organization with `count` receipts of one robot, and how to make another. */
export async function lab(count: number) {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const close = async () => {
    const { sessionId } = await readySession(t, people, seeded);
    const { receiptId } = await people.operator.as.mutation(api.sessions.close, { id: sessionId });
    if (receiptId === null) throw new Error("no receipt");
    return receiptId;
  };
  const ids = [];
  for (let index = 0; index < count; index += 1) ids.push(await close());
  const [id] = ids;
  if (id === undefined) throw new Error("no receipt");
  return { t, people, seeded, close, ids, id, ...people };
}
