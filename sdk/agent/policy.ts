import type { Clock } from "./clock.ts";
import type { FallReason } from "./lease.ts";

/** What the arm says of itself; joints in radians. */
export type Observation = { joints: number[]; moving: boolean; batteryPct?: number; temperatureC?: number; cpuPct?: number };

/** The robot's own code. A callback that throws is a fault: the arm is brought to rest and nothing more is applied. */
export type RobotDriver = {
  observe: () => Observation | Promise<Observation>;
  /**
   * Runs the policy: a chunk of action rows, each as long as the action shape says. `inferenceMs` is what the policy's own
   * worker measured; without it the agent reports how long the call took.
   */
  infer: (observation: Observation) => Promise<{ rows: number[][]; inferenceMs?: number }>;
  /** Sends one row to the motors. Called only while actions may be applied. */
  act: (row: number[]) => void | Promise<void>;
  /**
   * How far each joint would go if `row` were sent to the motors now, after the driver's own limits; in the schema's units, as many as a row
   * has. Without it nobody is told of the first move before a promote.
   */
  moveOf?: (row: number[], observation: Observation) => number[];
  /**
   * Shows, or speaks, a code to whoever stands at the robot, for `forMs` milliseconds; a later one takes its place. Without it the code stands
   * in the agent's events alone, which a terminal prints. One that throws says that the code is not shown.
   */
  showCode?: (code: string, forMs: number) => void | Promise<void>;
  /** Brings the arm to rest the way its schema says, at once. May be called at any time, also twice. */
  safeStop: (reason: FallReason) => void | Promise<void>;
};

/** An SO-101 loop plays ten rows of a fifty-row chunk; three inferences in a row beyond two seconds are a fault. */
const rowsPlayed = 10;
const askAgainAt = 4;
const watchdogMs = 2_000;
const watchdogConsecutive = 3;

/** Plays chunks row by row and asks for the next one early, so that inference runs beside the control loop. */
export class PolicyRunner {
  readonly #driver: RobotDriver;
  readonly #clock: Clock;
  #rows: number[][] = [];
  #waiting = false;
  #failure: Error | null = null;
  #slow = 0;
  #run = 0;
  /** Duration of the last inference, ms. */
  inferenceMs: number | undefined;

  constructor(driver: RobotDriver, clock: Clock) {
    this.#driver = driver;
    this.#clock = clock;
  }

  /** Forgets every planned row: what was planned before a stop must not be played after it. */
  reset(): void {
    this.#rows = [];
    this.#run += 1;
    this.#waiting = false;
    this.#failure = null;
  }

  /** The next row, or null while none has been inferred. Throws what an inference threw. */
  async next(observation: Observation): Promise<number[] | null> {
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.reset();
      throw failure;
    }
    if (!this.#waiting && this.#rows.length <= askAgainAt) void this.#ask(observation);
    return this.#rows.shift() ?? null;
  }

  async #ask(observation: Observation): Promise<void> {
    const run = this.#run;
    this.#waiting = true;
    const startedAt = this.#clock.monotonicMs();
    try {
      const { rows, inferenceMs } = await this.#driver.infer(observation);
      if (run !== this.#run) return;
      const tookMs = this.#clock.monotonicMs() - startedAt;
      this.inferenceMs = inferenceMs ?? tookMs;
      this.#slow = tookMs > watchdogMs ? this.#slow + 1 : 0;
      if (this.#slow >= watchdogConsecutive)
        throw new Error(`inference took more than ${watchdogMs} ms ${watchdogConsecutive} times in a row`);
      this.#rows = rows.slice(0, rowsPlayed);
      this.#waiting = false;
    } catch (error) {
      if (run === this.#run) this.#failure = error instanceof Error ? error : new Error("inference failed", { cause: error });
    }
  }
}
