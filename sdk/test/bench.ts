import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import * as reflex from "../src/index.ts";
import { call } from "../src/wire.ts";
import { arms, type Faults } from "./arms.ts";
import { startRelay } from "./relay.ts";

export type Agent = keyof typeof arms;

/** Tries until it holds, at most `ms` long; then fails as the last attempt did. */
export async function eventually<T>(attempt: () => T | Promise<T>, ms = 20_000, everyMs = 50): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(everyMs);
    }
  }
}

/**
 * Robots of the host at `convexUrl`, on lines that a test can break. `newKey` makes an admin's key: one for each robot, because
 * a key may only do so much in a minute. `folder` keeps the robots' credentials.
 */
export function openBench({ convexUrl, newKey, folder }: { convexUrl: string; newKey: () => Promise<string>; folder: string }) {
  /** A paired arm whose agent runs until the test ends it, with its deployment and the line it is on. */
  async function startArm(agent: Agent, name: string, faults: Faults = {}) {
    const as = { apiKey: await newKey(), convexUrl };
    const schema = "docs/examples/so101.schema.json";
    const { id: robotSchemaId } = await reflex.registerRobotSchema({ name: "so101", schema, robotKind: "so101", ...as });
    const { id: robotId } = await reflex.registerRobot({ name, robotSchemaId, emergencyStopLocation: "bench 1", ...as });
    const { id: deploymentId } = await reflex.createDeployment({ name: `run ${name}`, modelId: "pi0.5", robotSchemaId, ...as });
    const token = String((await reflex.createPairingToken(robotId, as))["token"]);
    const relay = await startRelay(convexUrl);
    const place = { token, convexUrl: relay.url, folder: join(folder, name), faults };
    const arm = await arms[agent](place);
    const end = async (): Promise<void> => {
      await arm.end();
      await relay.close();
    };
    /** Another arm in its place, with the credential that it left. */
    const startAgain = () => arms[agent](place);
    return { ...arm, as, end, startAgain, relay, robotId, deploymentId, token };
  }
  type Robot = Awaited<ReturnType<typeof startArm>>;

  const sessionOf = async ({ as }: Pick<Robot, "as">, sessionId: string): Promise<reflex.SessionRow | undefined> =>
    (await reflex.listSessions(as)).sessions.find((row) => row._id === sessionId);

  /** A session that the robot has taken up. */
  async function dryRun({ as, ...robot }: Robot, clientSessionId?: string): Promise<string> {
    const grant = await reflex.authorizeSession({ deploymentId: robot.deploymentId, robotId: robot.robotId, clientSessionId, ...as });
    if (!grant.ok) throw new Error(grant.reason);
    const { sessionId } = grant;
    await eventually(async () => expect(await sessionOf({ as }, sessionId)).toMatchObject({ status: "active", mode: "dry_run" }));
    return sessionId;
  }

  /** On a busy machine a robot that reports every 250 ms may be late when the doctor looks: then it looks again. */
  const pass = ({ as, robotId, deploymentId }: Robot) =>
    eventually(
      async () => expect(await reflex.runDeploymentDoctor(deploymentId, { robotId, ...as })).toMatchObject({ passed: true }),
      20_000,
      500,
    );

  /** Promotes as soon as the evidence suffices. */
  const promoteWhenReady = ({ as }: Robot, sessionId: string) =>
    eventually(
      async () => {
        const answer = await reflex.promoteSession(sessionId, as);
        expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true });
      },
      30_000,
      250,
    );

  /** A session whose actions reach the arm. */
  async function applying(robot: Robot): Promise<string> {
    const sessionId = await dryRun(robot);
    await pass(robot);
    await promoteWhenReady(robot, sessionId);
    await eventually(() => expect(robot.applying()).toBe(true), 3_000);
    return sessionId;
  }

  /** What the server asks of the robot at present. */
  const ordersOf = (robot: Robot) => call(convexUrl, "query", "watchRobot", { robotId: robot.robotId, apiKey: robot.as.apiKey });

  return { startArm, sessionOf, dryRun, pass, promoteWhenReady, applying, ordersOf };
}

export type Bench = ReturnType<typeof openBench>;
