/** What people and robots do to a session, each step timed by itself. */
import type { Answer, Site } from "./site.ts";

export type Times = Record<string, number[]>;

/** Sessions of one robot each, from authorize to close, on one site. */
export class Actor {
  readonly #site: Site;
  #turn = 0;
  readonly #seqs = new Map<string, number>();

  constructor(site: Site) {
    this.#site = site;
  }

  /** Each robot is heard of, has acknowledged whatever stop there was, and the doctor has looked at it. */
  async prepare(): Promise<void> {
    const { robotIds, deploymentId } = this.#site.seeded;
    for (const robotId of robotIds) {
      await this.#beat(robotId, null, "idle");
      await this.#site.mutate("doctor:run", { deploymentId, robotId });
    }
  }

  async #beat(robotId: string, sessionId: string | null, state: string, more: Record<string, Answer> = {}): Promise<Answer> {
    const seq = (this.#seqs.get(robotId) ?? Math.floor(Date.now() / 1_000) + 10) + 1;
    this.#seqs.set(robotId, seq);
    const { apiKey, deploymentId } = this.#site.seeded;
    const answer = await this.#site.mutate("publicApi:heartbeatRobot", {
      ...{ apiKey, robotId, sessionId, deploymentId, seq, sentAt: Date.now(), intervalMs: 2_000, mode: "dry_run", state },
      ...{
        steps: seq * 200,
        appliedSteps: 0,
        safeStops: 0,
        controlHz: 25,
        inferenceMs: 31,
        roundTripMs: 9,
        batteryPct: 80,
        temperatureC: 41,
        cpuPct: 35,
        joints: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      },
      ...more,
    });
    if (answer.ok === true && answer.stop !== null && more["ack"] === undefined) {
      const { id: commandId, sessionId: stopped, version } = answer.stop;
      return await this.#beat(robotId, sessionId, state, { ack: { commandId, sessionId: stopped, version, motionZero: true } });
    }
    if (answer.ok === true && answer.accepted === false && typeof answer["retryAfterMs"] === "number") {
      await new Promise((done) => setTimeout(done, answer["retryAfterMs"]));
      return await this.#beat(robotId, sessionId, state, more);
    }
    if (answer.ok !== true || answer.accepted !== true) throw new Error(`A heartbeat was refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** One session; adds to `times` what each step took, ms. */
  async session(times: Times): Promise<void> {
    const { robotIds, deploymentId } = this.#site.seeded;
    const robotId = robotIds[this.#turn % robotIds.length] ?? "";
    this.#turn += 1;
    const timed = async (name: string, work: () => Promise<Answer>): Promise<Answer> => {
      const begun = performance.now();
      const answer = await work();
      (times[name] ??= []).push(performance.now() - begun);
      return answer;
    };
    const { sessionId } = await timed("authorize", () => this.#site.mutate("sessions:authorize", { deploymentId, robotId }));
    await this.#beat(robotId, sessionId, "running");
    await timed("heartbeat", () => this.#beat(robotId, sessionId, "running"));
    await timed("heartbeat", () => this.#beat(robotId, sessionId, "running"));
    await timed("promote", async () => {
      const { intent, version } = await this.#site.mutate("sessions:requestIntent", { id: sessionId });
      const answer = await this.#site.mutate("sessions:promote", { id: sessionId, intent, version });
      if (answer.ok !== true) throw new Error(`The promote was refused: ${JSON.stringify(answer)}`);
      return answer;
    });
    await timed("demote", () => this.#site.mutate("sessions:demote", { id: sessionId }));
    await timed("close", () => this.#site.mutate("sessions:close", { id: sessionId }));
  }
}
