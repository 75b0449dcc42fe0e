import type { Observation, RobotDriver } from "../agent/index.ts";

/** Joint limits in radians, in the order of the bus (motor 1 to 6). Source: SO-ARM100 so101_new_calib.urdf (Apache-2.0). */
export const so101Joints = [
  { name: "shoulder_pan", lower: -1.91986, upper: 1.91986 },
  { name: "shoulder_lift", lower: -1.74533, upper: 1.74533 },
  { name: "elbow_flex", lower: -1.69, upper: 1.69 },
  { name: "wrist_flex", lower: -1.65806, upper: 1.65806 },
  { name: "wrist_roll", lower: -2.79253, upper: 2.79253 },
  { name: "gripper", lower: -0.174533, upper: 1.74533 },
] as const;

export const controlHz = 25;
const chunkRows = 50;
/** Time constant of a servo towards its target, seconds. */
const servoSeconds = 0.12;
const encoderNoise = 0.0008;
const stillVelocity = 0.01;

export type ArmOptions = {
  /** Seconds since an arbitrary start; must not jump. */
  seconds: () => number;
  wait: (ms: number) => Promise<void>;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Mean duration of an inference, ms. */
  latencyMs: number;
  /** Seconds after which a motor reports a fault; null for never. */
  faultAfterS: number | null;
};

/** A simulated SO-101: six first-order servos with encoder noise, and a scripted policy that picks and places. */
export class SimulatedArm implements RobotDriver {
  readonly #options: ArmOptions;
  readonly #startedAt: number;
  #positions: number[] = so101Joints.map((joint) => (joint.lower + joint.upper) / 2);
  #targets: number[] = [...this.#positions];
  #velocities: number[] = so101Joints.map(() => 0);
  #at: number;
  #warmth = 0;

  constructor(options: ArmOptions) {
    this.#options = options;
    this.#startedAt = options.seconds();
    this.#at = this.#startedAt;
  }

  /** True joint positions, without encoder noise, radians. */
  get positions(): readonly number[] {
    this.#advance();
    return this.#positions;
  }

  /** Where the script wants each joint now, whether or not it is let, radians. */
  get wanted(): readonly number[] {
    return scriptedPose(this.#options.seconds() - this.#startedAt);
  }

  observe(): Observation {
    this.#advance();
    const elapsed = this.#at - this.#startedAt;
    const { faultAfterS } = this.#options;
    if (faultAfterS !== null && elapsed >= faultAfterS) throw new Error("motor 3 (elbow_flex) reports overload");
    const moving = this.#velocities.some((velocity) => Math.abs(velocity) > stillVelocity);
    this.#warmth += moving ? 0.0004 : -0.0003;
    this.#warmth = Math.min(1, Math.max(0, this.#warmth));
    return {
      joints: this.#positions.map((position) => round(position + (this.#options.random() - 0.5) * 2 * encoderNoise)),
      moving,
      batteryPct: round(Math.max(5, 100 - elapsed / 240)),
      temperatureC: round(31 + 14 * this.#warmth + this.#options.random() * 0.3),
      cpuPct: round(18 + this.#options.random() * 9),
    };
  }

  async infer(): Promise<{ rows: number[][]; inferenceMs: number }> {
    // The simulated duration is reported, not the measured one: a busy computer is no slow policy.
    const inferenceMs = Math.max(0, this.#options.latencyMs * (0.85 + this.#options.random() * 0.3));
    await this.#options.wait(inferenceMs);
    const start = this.#options.seconds() - this.#startedAt;
    return { rows: Array.from({ length: chunkRows }, (_, row) => scriptedPose(start + row / controlHz)), inferenceMs };
  }

  act(row: number[]): void {
    this.#advance();
    this.#targets = withinLimits(row);
  }

  moveOf(row: number[], { joints }: Observation): number[] {
    return withinLimits(row).map((target, index) => round(target - (joints[index] ?? 0)));
  }

  /** Holds the position it has: the schema's `hold_position`. */
  safeStop(): void {
    this.#advance();
    this.#targets = [...this.#positions];
  }

  /** Exact solution of the first-order servo over the time since the last call, so the step size does not matter. */
  #advance(): void {
    const now = this.#options.seconds();
    const elapsed = now - this.#at;
    if (elapsed <= 0) return;
    this.#at = now;
    const remaining = Math.exp(-elapsed / servoSeconds);
    this.#positions = this.#positions.map((position, index) => {
      const target = this.#targets[index] ?? position;
      const next = target + (position - target) * remaining;
      this.#velocities[index] = (target - next) / servoSeconds;
      return next;
    });
  }
}

/** Where the script wants each joint at `t` seconds: slow sweeps within four fifths of the range, and a gripper that closes and opens. */
function scriptedPose(t: number): number[] {
  const sweep = [0.45, 0.3, 0.32, 0.25, 0.4];
  return so101Joints.map(({ lower, upper }, index) => {
    const middle = (lower + upper) / 2;
    const half = (upper - lower) / 2;
    const part = index === 5 ? (Math.sin(t * 0.9) > 0 ? 0.6 : -0.6) : (sweep[index] ?? 0) * Math.sin(t * (0.5 + index * 0.11) + index);
    return middle + half * 0.8 * part;
  });
}

const withinLimits = (row: number[]): number[] =>
  so101Joints.map(({ lower, upper }, index) => Math.min(upper, Math.max(lower, row[index] ?? 0)));

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
