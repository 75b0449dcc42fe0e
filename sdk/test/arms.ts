import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { connect, pair, RobotAgent, systemClock, type Transport } from "../agent/index.ts";
import { misbehave } from "../sim/misbehave.ts";
import type { SimulatorOptions } from "../sim/options.ts";
import { SimulatedArm } from "../sim/so101.ts";

export type ArmEvent = { kind: string; reason?: unknown };

/** How a robot is and what it does wrong; the options of `npm run robot`. A report every 250 ms unless said. */
export type Faults = Partial<Pick<SimulatorOptions, "intervalMs" | "silentAfterS" | "ignoreStop" | "skewMs" | "faultAfterS">>;

/** A paired simulated arm with an agent of either language, as a test sees it. */
export type TestArm = {
  applying: () => boolean;
  appliedSteps: () => number;
  positions: () => readonly number[];
  events: ArmEvent[];
  end: () => Promise<void>;
  /** Ends it as a power cut does: at once, without a goodbye. */
  kill: () => Promise<void>;
};

type Place = { convexUrl: string; token: string; folder: string; faults: Faults };

async function startTypeScript({ convexUrl, token, folder, faults }: Place): Promise<TestArm> {
  const { intervalMs = 250, silentAfterS = null, ignoreStop = false, skewMs = 0, faultAfterS = null } = faults;
  const robot = await pair({ token, convexUrl, folder, hostname: "bench" });
  const arm = new SimulatedArm({
    seconds: () => systemClock.monotonicMs() / 1000,
    wait: (ms) => wait(ms),
    random: Math.random,
    latencyMs: 10,
    faultAfterS,
  });
  const events: ArmEvent[] = [];
  const line = misbehave(connect(robot), { silentAfterS, ignoreStop }, systemClock);
  let isDead = false;
  const mortal: Transport = {
    ...line,
    heartbeat: (fields, signal) => (isDead ? Promise.reject(new Error("dead")) : line.heartbeat(fields, signal)),
    summary: (sessionId, run) => (isDead ? Promise.resolve() : (line.summary?.(sessionId, run) ?? Promise.resolve())),
  };
  const agent = new RobotAgent(arm, mortal, {
    intervalMs,
    clock: { ...systemClock, wallMs: () => systemClock.wallMs() + skewMs },
    onEvent: (event) => events.push(event),
  });
  const ending = new AbortController();
  const running = agent.run(ending.signal);
  const end = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  return {
    applying: () => agent.applying,
    appliedSteps: () => agent.summary.appliedSteps,
    positions: () => [...arm.positions],
    events,
    end,
    kill: () => {
      isDead = true;
      return end();
    },
  };
}

/** sdk-python/tests/arm.py, which says every 30 ms how it is. */
async function startPython({ convexUrl, token, folder, faults }: Place): Promise<TestArm> {
  const { intervalMs = 250, silentAfterS = null, ignoreStop = false, skewMs = 0, faultAfterS = null } = faults;
  const options = [
    ...(silentAfterS === null ? [] : [`--silent-after=${silentAfterS}`]),
    ...(ignoreStop ? ["--ignore-stop"] : []),
    `--interval-ms=${intervalMs}`,
    `--skew-ms=${skewMs}`,
    ...(faultAfterS === null ? [] : [`--fault=${faultAfterS}`]),
  ];
  const child = spawn("python3", ["-m", "tests.arm", convexUrl, token, folder, ...options], {
    cwd: "sdk-python",
    stdio: ["pipe", "pipe", "inherit"],
  });
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
    end: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export const arms = { TypeScript: startTypeScript, Python: startPython };
