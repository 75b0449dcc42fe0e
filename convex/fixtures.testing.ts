import { convexTest, type TestConvex } from "convex-test";
import { afterEach, beforeEach, vi } from "vitest";

import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import schema from "./schema";

const modules = import.meta.glob(["./**/*.*s", "!./**/*.test.ts", "!./**/*.testing.ts"]);

export const so101 = {
  control_hz: 25,
  actions: {
    action: {
      shape: [6],
      names: ["shoulder_pan", "shoulder_lift", "elbow_flex", "wrist_flex", "wrist_roll", "gripper"],
      limits: [
        { lower: -1.91986, upper: 1.91986 },
        { lower: -1.74533, upper: 1.74533 },
        { lower: -1.69, upper: 1.69 },
        { lower: -1.65806, upper: 1.65806 },
        { lower: -2.79253, upper: 2.79253 },
        { lower: -0.174533, upper: 1.74533 },
      ],
      safe_stop: { mode: "hold" },
    },
  },
  observations: { state: { shape: [6] }, front: { shape: [480, 640, 3] } },
};

export const startOfTest = Date.UTC(2030, 0, 1);

export type T = TestConvex<typeof schema>;
export type Role = "viewer" | "operator" | "admin";

/** A server with the clock held still; tests move it themselves. */
export function startServer(): T {
  vi.useFakeTimers();
  vi.setSystemTime(startOfTest);
  // Every deployment has one: its watch passes are made from it.
  if (process.env["JWT_PRIVATE_KEY"] === undefined) vi.stubEnv("JWT_PRIVATE_KEY", "the key of a deployment");
  return convexTest({ schema, modules });
}

export const advance = (ms: number) => void vi.setSystemTime(Date.now() + ms);

/** A person who is signed in, as the sign-in library would have left it. */
export async function signedIn(t: T, userId: Id<"users">) {
  const expirationTime = Date.now() + 30 * 86_400_000;
  const signInId = await t.run((ctx) => ctx.db.insert("authSessions", { userId, expirationTime }));
  return t.withIdentity({ subject: `${userId}|${signInId}` });
}

export async function seedOrganization(t: T, name = "Lab") {
  const organizationId = await t.run((ctx) => ctx.db.insert("organizations", { name, createdAt: Date.now() }));
  const person = async (role: Role) => {
    const userId = await t.run(async (ctx) => {
      const id = await ctx.db.insert("users", { name: `${role} of ${name}`, email: `${role}@${name}.example` });
      await ctx.db.insert("memberships", { organizationId, userId: id, role, createdAt: Date.now() });
      return id;
    });
    return { userId, as: await signedIn(t, userId) };
  };
  const [viewer, operator, admin] = [await person("viewer"), await person("operator"), await person("admin")];
  return { organizationId, viewer, operator, admin };
}

type People = Awaited<ReturnType<typeof seedOrganization>>;

export async function apiKeyOf(people: People, role: Role = "operator"): Promise<string> {
  const { apiKey } = await people.admin.as.mutation(api.apiKeys.create, { name: `${role} key`, role });
  return apiKey;
}

/** A paired robot with a schema and a deployment of its own. */
export async function seedRobot(t: T, people: People, document: unknown = so101, name = "arm-1") {
  const { as } = people.operator;
  const schemaArgs = { name: `so101 of ${name}`, document: JSON.stringify(document), robotKind: "so101" };
  const { id: robotSchemaId } = await as.mutation(api.robotSchemas.register, schemaArgs);
  const { id: robotId } = await as.mutation(api.robots.register, {
    name,
    robotSchemaId,
    calibrationId: "cal-1",
    emergencyStopLocation: "red button on the left post",
  });
  const { id: deploymentId } = await as.mutation(api.deployments.create, {
    name: "pick",
    modelId: "pi0.5",
    robotSchemaId,
  });
  const { token } = await as.mutation(api.pairing.create, { robotId });
  const claimed = await t.mutation(api.publicApi.claimPairingToken, { token, hostname: "pi-1", agentVersion: "0.1" });
  if (!claimed.ok) throw new Error(claimed.reason);
  return { robotId, robotSchemaId, deploymentId, credential: claimed.credential };
}

type Seeded = Awaited<ReturnType<typeof seedRobot>>;
type Beat = Partial<Omit<typeof api.publicApi.heartbeatRobot._args, "apiKey" | "robotId">>;

/** A robot that reports once a second; `beat` moves the clock by its interval first. */
export function startRobot(t: T, { robotId, credential }: Seeded) {
  let seq = 0;
  let steps = 0;
  const report = async (beat: Beat = {}) => {
    seq += 1;
    const answer = await t.mutation(api.publicApi.heartbeatRobot, {
      ...{ apiKey: credential, robotId, seq, sentAt: Date.now() - 20, intervalMs: 1_000, mode: "dry_run" as const },
      ...{ state: "running", steps, appliedSteps: 0, safeStops: 0, inferenceMs: 30 },
      ...beat,
    });
    if (!answer.ok) throw new Error(`heartbeat refused: ${answer.reason}`);
    return answer;
  };
  const beat = async (more: Beat = {}) => {
    advance(1_000);
    steps += 50;
    return await report(more);
  };
  return { report, beat, lastSeq: () => seq };
}

/** A session whose promote conditions are all met. */
export async function readySession(t: T, people: People, seeded: Seeded) {
  const { as } = people.operator;
  const { deploymentId, robotId } = seeded;
  const { sessionId } = await as.mutation(api.sessions.authorize, { deploymentId, robotId });
  const robot = startRobot(t, seeded);
  for (let index = 0; index < 5; index += 1) await robot.beat({ sessionId });
  await as.mutation(api.doctor.run, { deploymentId, robotId });
  return { sessionId, robot };
}

export async function promote(people: People, sessionId: Id<"sessions">, budgetSeconds?: number) {
  const { as } = people.operator;
  const { intent, version } = await as.mutation(api.sessions.requestIntent, { id: sessionId });
  return await as.mutation(api.sessions.promote, { id: sessionId, intent, version, budgetSeconds });
}

/** The scheduled function of the exact moment, as if the scheduler had called it now. */
export async function tick(t: T, sessionId: Id<"sessions">) {
  await t.mutation(internal.sweeps.checkSession, { sessionId });
}

/** The deployment's variables for each test of a file, made anew; what was stubbed is put back after it. Passwords are hashed slowly, so each test has a minute. */
export function stubEnvInEach(variables: () => Promise<Record<string, string>>): void {
  vi.setConfig({ testTimeout: 60_000 });
  beforeEach(async () => {
    for (const [name, value] of Object.entries(await variables())) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}
