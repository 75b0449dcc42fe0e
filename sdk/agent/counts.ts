import type { RunSummary } from "../src/index.ts";

const keptErrors = 20;

/** What a robot counts of one session. They stay readable until the next one begins. */
export class Counts {
  /** Epoch ms of the robot's clock. */
  since = 0;
  steps = 0;
  appliedSteps = 0;
  safeStops = 0;
  #errors: string[] = [];

  begin(wallMs: number): void {
    this.since = Math.floor(wallMs);
    this.steps = 0;
    this.appliedSteps = 0;
    this.safeStops = 0;
    this.#errors = [];
  }

  note(message: string): void {
    if (this.#errors.length < keptErrors && !this.#errors.includes(message)) this.#errors.push(message);
  }

  get summary(): RunSummary {
    return {
      ok: this.#errors.length === 0,
      steps: this.steps,
      appliedSteps: this.appliedSteps,
      safeStops: this.safeStops,
      errors: [...this.#errors],
    };
  }
}
