import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { connect, pair, RobotAgent, type Transport } from "../agent/index.ts";
import { SimulatedArm } from "../sim/so101.ts";

export type ArmEvent = { kind: string; reason?: unknown };

/** A paired simulated arm with an agent of either language, as a test sees it. */
export type TestArm = {
  applying: () => boolean;
  appliedSteps: () => number;
  positions: () => readonly number[];
  events: ArmEvent[];
  /** Takes its line to the server away. */
  cut: () => void;
  end: () => Promise<void>;
};

type Place = { convexUrl: string; token: string; folder: string };

async function startTypeScript({ convexUrl, token, folder }: Place): Promise<TestArm> {
  const robot = await pair({ token, convexUrl, folder, hostname: "bench" });
  const arm = new SimulatedArm({
    seconds: () => performance.now() / 1000,
    wait: (ms) => wait(ms),
    random: Math.random,
    latencyMs: 10,
    faultAfterS: null,
  });
  const line = connect(robot);
  let isCut = false;
  const transport: Transport = {
    ...line,
    watch: (onPush) => line.watch?.((answer) => (isCut ? undefined : onPush(answer))) ?? (() => undefined),
    heartbeat: (fields, signal) => (isCut ? Promise.reject(new Error("cut")) : line.heartbeat(fields, signal)),
  };
  const events: ArmEvent[] = [];
  const agent = new RobotAgent(arm, transport, { intervalMs: 250, onEvent: (event) => events.push(event) });
  const ending = new AbortController();
  const running = agent.run(ending.signal);
  return {
    applying: () => agent.applying,
    appliedSteps: () => agent.summary.appliedSteps,
    positions: () => [...arm.positions],
    events,
    cut: () => (isCut = true),
    end: async () => {
      ending.abort();
      await running;
    },
  };
}

/** sdk-python/tests/arm.py, which says every 30 ms how it is. */
async function startPython({ convexUrl, token, folder }: Place): Promise<TestArm> {
  const child = spawn("python3", ["-m", "tests.arm", convexUrl, token, folder], { cwd: "sdk-python", stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((done) => child.on("close", () => done()));
  const events: ArmEvent[] = [];
  let state = { applying: false, appliedSteps: 0, positions: [] as number[] };
  const first = new Promise<void>((done, fail) => {
    createInterface({ input: child.stdout }).on("line", (text) => {
      const told = JSON.parse(text) as { event?: ArmEvent; state?: typeof state };
      if (told.event !== undefined) events.push(told.event);
      if (told.state !== undefined) state = told.state;
      done();
    });
    child.on("error", fail);
    child.on("close", () => fail(new Error("The Python arm ended.")));
  });
  await first;
  return {
    applying: () => state.applying,
    appliedSteps: () => state.appliedSteps,
    positions: () => state.positions,
    events,
    cut: () => void child.stdin.write("cut\n"),
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

export const arms = { TypeScript: startTypeScript, Python: startPython };
