import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHost } from "../../host/src/index.ts";
import * as reflex from "../src/index.ts";
import { call } from "../src/wire.ts";
import { arms } from "./arms.ts";

// The SDK and the agent against the real host and the real functions: what the recording server cannot tell.

type Host = Awaited<ReturnType<typeof createHost>>;
let host: Host;
let folder: string;
let as: { apiKey: string; convexUrl: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-life-"));
  host = await createHost({ dataDir: join(folder, "data"), port: 0, hostname: "127.0.0.1", functions: "convex", log: () => undefined });
  const { apiKey } = (await host.run("setup:createApiKey", { name: "life", role: "admin" }, "mutation")) as { apiKey: string };
  as = { apiKey, convexUrl: host.url };
}, 60_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A machine without python3 tests the other agent alone, and says so by a skipped test. */
const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
const agents = [["TypeScript", true] as const, ["Python", hasPython] as const];

/** A paired arm whose agent runs until the test ends it. `cut` takes its line to the server away. */
async function startArm(agent: keyof typeof arms, name: string) {
  const { id: robotSchemaId } = await reflex.registerRobotSchema({
    name: "so101",
    schema: "docs/examples/so101.schema.json",
    robotKind: "so101",
    ...as,
  });
  const { id: robotId } = await reflex.registerRobot({ name, robotSchemaId, emergencyStopLocation: "bench 1", ...as });
  const { id: deploymentId } = await reflex.createDeployment({ name: `run ${name}`, modelId: "pi0.5", robotSchemaId, ...as });
  const token = String((await reflex.createPairingToken(robotId, as))["token"]);
  const arm = await arms[agent]({ token, convexUrl: host.url, folder: join(folder, name) });
  return { ...arm, robotId, deploymentId, token };
}

async function eventually<T>(attempt: () => T | Promise<T>, ms = 20_000): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(50);
    }
  }
}

const sessionOf = async (sessionId: string): Promise<reflex.SessionRow | undefined> =>
  (await reflex.listSessions(as)).sessions.find((row) => row._id === sessionId);

/** Promotes as soon as the evidence suffices; returns what was unmet before. */
async function promoteWhenReady(sessionId: string): Promise<string[]> {
  const unmet = new Set<string>();
  await eventually(async () => {
    const answer = await reflex.promoteSession(sessionId, as);
    if (!answer.ok) for (const { code } of answer.unmet ?? []) unmet.add(code);
    expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true });
  }, 20_000);
  return [...unmet];
}

describe.each(agents)("the %s agent", (agent, canRun) => {
  test.skipIf(!canRun)("a robot's whole life: paired, dry run, promoted, moving, stopped, closed, receipt", async () => {
    const robot = await startArm(agent, `life ${agent}`);
    expect(await reflex.claimPairingToken(robot.token, { convexUrl: host.url })).toMatchObject({ ok: false, reason: "used" });
    const grant = await reflex.authorizeSession({ deploymentId: robot.deploymentId, robotId: robot.robotId, clientSessionId: `c1 ${agent}`, ...as });
    expect(grant).toMatchObject({ ok: true });
    if (!grant.ok) return;
    expect(
      await reflex.authorizeSession({ deploymentId: robot.deploymentId, robotId: robot.robotId, clientSessionId: `c1 ${agent}`, ...as }),
    ).toMatchObject({ sessionId: grant.sessionId });

    await eventually(async () => expect(await sessionOf(grant.sessionId)).toMatchObject({ status: "active", mode: "dry_run" }));
    const before = [...robot.positions()];
    await reflex.runDeploymentDoctor(robot.deploymentId, { robotId: robot.robotId, ...as });
    const unmet = await promoteWhenReady(grant.sessionId);
    expect(unmet).toContain("not_enough_steps");

    const promotedAt = performance.now();
    await eventually(() => expect(robot.applying()).toBe(true), 2_000);
    expect(performance.now() - promotedAt).toBeLessThan(1_000);
    await eventually(() => expect(robot.appliedSteps()).toBeGreaterThan(20));
    expect([...robot.positions()]).not.toEqual(before);

    await reflex.stopSession(grant.sessionId, as);
    await eventually(() => expect(robot.applying()).toBe(false), 2_000);
    // The order stands until the robot has acknowledged it and has reported that nothing moves.
    await eventually(async () =>
      expect(await call(host.url, "query", "watchRobot", { robotId: robot.robotId, apiKey: as.apiKey })).toMatchObject({ stop: null }),
    );
    expect(robot.events.filter(({ kind }) => kind === "stop")).toHaveLength(1);
    await wait(300);
    const held = [...robot.positions()];
    await wait(300);
    expect([...robot.positions()]).toEqual(held);

    expect(await reflex.closeSession(grant.sessionId, as)).toMatchObject({ ok: true, closeReason: "sdk_closed" });
    const { receipts } = await reflex.listReceipts({ deploymentId: robot.deploymentId, ...as });
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).toMatchObject({ id: expect.any(String), timestamp: expect.any(Number), sessionId: grant.sessionId });
    await robot.end();
  }, 90_000);

  test.skipIf(!canRun)("a robot cut off while it applies falls back by itself, and the server puts the session back too", async () => {
    const robot = await startArm(agent, `cut ${agent}`);
    const grant = await reflex.authorizeSession({ deploymentId: robot.deploymentId, robotId: robot.robotId, ...as });
    if (!grant.ok) throw new Error(grant.reason);
    await eventually(async () => expect(await sessionOf(grant.sessionId)).toMatchObject({ status: "active" }));
    await reflex.runDeploymentDoctor(robot.deploymentId, { robotId: robot.robotId, ...as });
    await promoteWhenReady(grant.sessionId);
    await eventually(() => expect(robot.applying()).toBe(true), 3_000);
    robot.cut();
    await eventually(() => expect(robot.events.map((event) => JSON.stringify(event)).join("\n")).toContain("lease_lapsed"));
    const steps = robot.appliedSteps();
    await eventually(async () => expect(await sessionOf(grant.sessionId)).toMatchObject({ mode: "dry_run" }));
    expect(robot.appliedSteps()).toBe(steps);
    await robot.end();
  }, 90_000);
});
