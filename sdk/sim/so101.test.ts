import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SimulatedArm, so101Joints } from "./so101.ts";

function arm(faultAfterS: number | null = null) {
  let seconds = 0;
  const simulated = new SimulatedArm({
    seconds: () => seconds,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    latencyMs: 15,
    faultAfterS,
  });
  return { simulated, advance: (by: number) => (seconds += by) };
}

describe("the simulated SO-101", () => {
  test("has the joints of the schema that the tour registers", () => {
    const { actions } = JSON.parse(readFileSync("docs/examples/so101.schema.json", "utf8"));
    expect(actions.action.names).toEqual(so101Joints.map((joint) => joint.name));
    expect(actions.action.limits).toEqual(so101Joints.map(({ lower, upper }) => ({ lower, upper })));
  });

  test("does not move until it is told to", () => {
    const { simulated, advance } = arm();
    const before = [...simulated.positions];
    advance(10);
    expect(simulated.positions).toEqual(before);
    expect(simulated.observe().moving).toBe(false);
  });

  test("tells how far a row would move each joint at once, within its limits", () => {
    const { simulated } = arm();
    const seen = simulated.observe();
    const [pan, lift] = so101Joints;
    const row = seen.joints.map((joint, index) => (index === 1 ? 99 : joint + 0.25));
    expect(simulated.moveOf(row, seen)[0]).toBeCloseTo(Math.min(pan.upper, (seen.joints[0] ?? 0) + 0.25) - (seen.joints[0] ?? 0), 3);
    expect(simulated.moveOf(row, seen)[1]).toBeCloseTo(lift.upper - (seen.joints[1] ?? 0), 3);
    expect(simulated.moveOf(seen.joints, seen)).toEqual(seen.joints.map(() => 0));
  });

  test("stays within its limits for ten minutes of the scripted policy, and for absurd commands", async () => {
    const { simulated, advance } = arm();
    const check = (): void => {
      for (const [index, { name, lower, upper }] of so101Joints.entries()) {
        const position = simulated.positions[index] ?? Number.NaN;
        expect(position, name).toBeGreaterThanOrEqual(lower);
        expect(position, name).toBeLessThanOrEqual(upper);
      }
    };
    for (let chunk = 0; chunk < 300; chunk += 1) {
      for (const row of (await simulated.infer()).rows) {
        simulated.act(row);
        advance(0.04);
      }
      check();
    }
    simulated.act([99, -99, 99, -99, 99, -99]);
    advance(60);
    check();
  });

  test("a servo nears its target without passing it", () => {
    const { simulated, advance } = arm();
    simulated.act([1, 0, 0, 0, 0, 0.7]);
    advance(0.12);
    const early = simulated.positions[0] ?? 0;
    expect(early).toBeGreaterThan(0.5);
    expect(simulated.observe().moving).toBe(true);
    advance(2);
    expect(simulated.positions[0]).toBeCloseTo(1, 4);
    expect(simulated.observe().moving).toBe(false);
  });

  test("a safe stop holds where it is", () => {
    const { simulated, advance } = arm();
    simulated.act([1, 0, 0, 0, 0, 0]);
    advance(0.05);
    simulated.safeStop();
    const held = [...simulated.positions];
    advance(5);
    expect(simulated.positions).toEqual(held);
  });

  test("a chunk has fifty rows of six, and a fault comes when it was asked for", async () => {
    const { simulated, advance } = arm(10);
    const { rows } = await simulated.infer();
    expect(rows).toHaveLength(50);
    expect(rows.every((row) => row.length === 6)).toBe(true);
    advance(9.9);
    simulated.observe();
    advance(0.2);
    expect(() => simulated.observe()).toThrow("motor 3");
  });
});
