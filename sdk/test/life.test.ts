import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Host, newKey, openHost } from "./host.ts";
import * as reflex from "../src/index.ts";
import { eventually, openBench, type Bench } from "./bench.ts";

// The SDK and both agents against the real host and the real functions: what the recording server cannot tell. The tests
// mostly wait for robots, so they run beside each other, each with its own.

let folder: string;
let host: Host;
let bench: Bench;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-life-"));
  host = await openHost(folder);
  bench = openBench({ convexUrl: host.url, newKey: () => newKey(host), folder: join(folder, "robots") });
}, 60_000);
afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A machine without python3 tests the other agent alone, and says so by a skipped test. */
const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
const agents = [["TypeScript", true] as const, ["Python", hasPython] as const];
const told = (robot: { events: { kind: string }[] }, kind: string) => robot.events.filter((event) => event.kind === kind);
const unmet = (code: string) => ({ ok: false, unmet: expect.arrayContaining([expect.objectContaining({ code })]) as unknown });

describe.concurrent.each(agents)("the %s agent", (agent, canRun) => {
  const life = (name: string, work: () => Promise<void>): void => test.skipIf(!canRun)(name, work, 90_000);

  life("a robot's whole life: paired, dry run, promoted, moving, stopped, closed, receipt", async () => {
    const robot = await bench.startArm(agent, `life ${agent}`);
    const { as } = robot;
    expect(await reflex.claimPairingToken(robot.token, { convexUrl: host.url })).toMatchObject({ ok: false, reason: "used" });
    const wanted = { deploymentId: robot.deploymentId, robotId: robot.robotId, clientSessionId: `c1 ${agent}`, ...as };
    const sessionId = await bench.dryRun(robot, wanted.clientSessionId);
    expect(await reflex.authorizeSession(wanted)).toMatchObject({ sessionId });
    const before = [...robot.positions()];
    expect(await reflex.promoteSession(sessionId, as)).toMatchObject(unmet("doctor_missing"));
    await bench.pass(robot);
    await bench.promoteWhenReady(robot, sessionId);

    const promotedAt = performance.now();
    await eventually(() => expect(robot.applying()).toBe(true), 2_000);
    expect(performance.now() - promotedAt).toBeLessThan(1_000);
    await eventually(() => expect(robot.appliedSteps()).toBeGreaterThan(20));
    expect([...robot.positions()]).not.toEqual(before);

    await reflex.stopSession(sessionId, as);
    await eventually(() => expect(robot.applying()).toBe(false), 2_000);
    // The order stands until the robot has acknowledged it and has reported that nothing moves.
    await eventually(async () => expect(await bench.ordersOf(robot)).toMatchObject({ stop: null }));
    expect(told(robot, "stop")).toHaveLength(1);
    await wait(300);
    const held = [...robot.positions()];
    await wait(300);
    expect([...robot.positions()]).toEqual(held);

    expect(await reflex.closeSession(sessionId, as)).toMatchObject({ ok: true, closeReason: "sdk_closed" });
    const { receipts } = await reflex.listReceipts({ deploymentId: robot.deploymentId, ...as });
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).toMatchObject({ id: expect.any(String), timestamp: expect.any(Number), sessionId });
    await robot.end();
  });

  life("cut off while it applies, it falls back by itself, and the server puts the session back too", async () => {
    const robot = await bench.startArm(agent, `cut ${agent}`);
    const sessionId = await bench.applying(robot);
    robot.relay.refuse("http", "socket");
    await eventually(() => expect(JSON.stringify(told(robot, "fell"))).toContain("lease_lapsed"));
    // An arm in a process of its own tells its steps every 30 ms, and what happens at once: its last word of them is of before.
    await eventually(() => expect(robot.applying()).toBe(false));
    const steps = robot.appliedSteps();
    await eventually(async () => expect(await bench.sessionOf(robot, sessionId)).toMatchObject({ mode: "dry_run" }));
    expect(robot.appliedSteps()).toBe(steps);
    await robot.end();
  });

  life("a stop arrives at once over the socket, while no heartbeat gets through", async () => {
    const robot = await bench.startArm(agent, `socket ${agent}`, { intervalMs: 2_000 });
    const sessionId = await bench.applying(robot);
    robot.relay.hold("http");
    const { stop } = await reflex.stopSession(sessionId, robot.as);
    // Before the lease of 6 s ends, which would stop it too.
    await eventually(() => expect(told(robot, "stop")).toHaveLength(1), 3_000);
    await eventually(() => expect(robot.applying()).toBe(false), 1_000);
    expect(stop).toMatchObject({ acknowledgedAt: null });
    robot.relay.release("http");
    await eventually(async () => expect(await bench.ordersOf(robot)).toMatchObject({ stop: null }));
    expect(told(robot, "stop")).toHaveLength(1);
    await robot.end();
  });

  life("with its socket refused, a stop arrives in the answer to a heartbeat", async () => {
    const robot = await bench.startArm(agent, `refused ${agent}`);
    robot.relay.refuse("socket");
    const sessionId = await bench.applying(robot);
    expect(robot.relay.open("socket")).toBe(0);
    await reflex.stopSession(sessionId, robot.as);
    await eventually(() => expect(told(robot, "stop")).toHaveLength(1), 2_000);
    await eventually(async () => expect(await bench.ordersOf(robot)).toMatchObject({ stop: null }));
    expect(robot.applying()).toBe(false);
    await robot.end();
  });

  life("with a half-open socket, promotion and stop arrive in the answers to heartbeats, and the lease ends all the same", async () => {
    const robot = await bench.startArm(agent, `half open ${agent}`);
    await eventually(() => expect(robot.relay.open("socket")).toBe(1));
    robot.relay.hold("socket");
    const first = await bench.applying(robot);
    await reflex.stopSession(first, robot.as);
    await eventually(() => expect(told(robot, "stop")).toHaveLength(1), 2_000);
    await eventually(async () => expect(await bench.ordersOf(robot)).toMatchObject({ stop: null }));
    await reflex.closeSession(first, robot.as);
    await bench.applying(robot);
    robot.relay.hold("http");
    await eventually(() => expect(JSON.stringify(told(robot, "fell"))).toContain("lease_lapsed"), 3_000);
    await eventually(() => expect(robot.applying()).toBe(false), 1_000);
    robot.relay.release("http");
    await robot.end();
  });

  life("killed while it applies and started again within its lease, it does not move", async () => {
    const robot = await bench.startArm(agent, `killed ${agent}`, { intervalMs: 2_000 });
    const sessionId = await bench.applying(robot);
    await robot.kill();
    const again = await robot.startAgain();
    await eventually(async () => expect(await bench.sessionOf(robot, sessionId)).toMatchObject({ mode: "dry_run" }), 3_000);
    const { receiptId } = await reflex.closeSession(sessionId, robot.as);
    const { receipt } = (await reflex.getReceipt(String(receiptId), robot.as)) as unknown as { receipt: { body: string } };
    expect(receipt.body).toContain("robot_restarted");
    expect(told(again, "applying")).toEqual([]);
    await again.end();
    await robot.relay.close();
  });

  life("one that ignores a stop is never said to have obeyed it", async () => {
    const robot = await bench.startArm(agent, `deaf ${agent}`, { ignoreStop: true });
    const sessionId = await bench.applying(robot);
    await reflex.stopSession(sessionId, robot.as);
    const steps = robot.appliedSteps();
    await eventually(() => expect(robot.appliedSteps()).toBeGreaterThan(steps + 25));
    expect(await reflex.stopSession(sessionId, robot.as)).toMatchObject({
      mode: "dry_run",
      stop: { acknowledgedAt: null, motionZeroAt: null },
    });
    await robot.end();
  });

  life("one that falls silent while it applies is stopped by its own lease", async () => {
    const robot = await bench.startArm(agent, `silent ${agent}`, { silentAfterS: 0.5 });
    const sessionId = await bench.applying(robot);
    await eventually(() => expect(JSON.stringify(told(robot, "fell"))).toContain("lease_lapsed"), 5_000);
    await eventually(async () => expect(await bench.sessionOf(robot, sessionId)).toMatchObject({ mode: "dry_run" }));
    await robot.end();
  });

  life("one whose clock is off or whose motor fails is not promoted", async () => {
    const [late, broken] = await Promise.all([
      bench.startArm(agent, `late ${agent}`, { skewMs: -2_000 }),
      bench.startArm(agent, `broken ${agent}`, { faultAfterS: 1 }),
    ]);
    const [ofLate, ofBroken] = await Promise.all([bench.dryRun(late), bench.dryRun(broken)]);
    await eventually(() => expect(told(broken, "fault")).toHaveLength(1));
    await eventually(async () => expect(await reflex.promoteSession(ofBroken, broken.as)).toMatchObject(unmet("robot_not_healthy")));
    expect(await reflex.promoteSession(ofLate, late.as)).toMatchObject(unmet("clock_skew"));
    await Promise.all([late.end(), broken.end()]);
  });
});
