import type { Answer, Heartbeat, RunSummary } from "../src/index.ts";
import { isHeard, readInstruction, type StopCommand } from "./answer.ts";
import { pause, systemClock, type Clock } from "./clock.ts";
import { Counts } from "./counts.ts";
import { asOrdered, Lease, type FallReason } from "./lease.ts";
import { backOffMs, ControlRate, everyPeriod } from "./pace.ts";
import { Pictures } from "./pictures.ts";
import { PolicyRunner, type Observation, type RobotDriver } from "./policy.ts";
import { reportOf } from "./report.ts";
import { ShownCode } from "./shown-code.ts";
import type { AgentEvent, AgentOptions, Transport } from "./transport.ts";

/** The receipt is written by whoever closes the session, without asking the robot: its account must be there before. */
const summaryEveryMs = 5_000;

/** A robot's side of the console: heartbeats, the lease, stops, and the control loop that asks the lease before every action. */
export class RobotAgent {
  readonly #driver: RobotDriver;
  readonly #transport: Transport;
  readonly #intervalMs: number;
  readonly #controlPeriodMs: number;
  readonly #clock: Clock;
  readonly #emit: (event: AgentEvent) => void;
  readonly #lease = new Lease();
  readonly #policy: PolicyRunner;
  readonly #code: ShownCode;
  readonly #pictures: Pictures;
  /** Starts at the wall clock, so that a robot that died without a goodbye does not repeat a number. */
  #seq: number;
  #summaryAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #sessionId: string | null = null;
  readonly #counts = new Counts();
  #fault: string | null = null;
  #stop: StopCommand | null = null;
  #observation: Observation | null = null;
  #firstMove: number[] | null = null;
  #roundTripMs: number | undefined;
  readonly #rate = new ControlRate();
  #nudge = new AbortController();

  constructor(driver: RobotDriver, transport: Transport, options: AgentOptions = {}) {
    this.#driver = driver;
    this.#transport = transport;
    this.#intervalMs = options.intervalMs ?? 1000;
    this.#controlPeriodMs = 1000 / (options.controlHz ?? 25);
    this.#clock = options.clock ?? systemClock;
    this.#pictures = new Pictures(transport, options, this.#clock);
    this.#emit = (event) => this.#pictures.tell(event);
    this.#policy = new PolicyRunner(driver, this.#clock);
    this.#code = new ShownCode(driver, this.#emit, () => this.#beatNow());
    this.#seq = Math.floor(this.#clock.wallMs());
  }

  /** True while actions reach the arm. */
  get applying(): boolean {
    return this.#lease.mayApply(this.#clock.monotonicMs());
  }

  get summary(): RunSummary {
    return this.#counts.summary;
  }

  /** Runs until `signal` fires, then brings the arm to rest and says goodbye. */
  async run(signal: AbortSignal): Promise<void> {
    const unwatch = this.#transport.watch?.((answer) => this.#take(answer, null));
    const control = everyPeriod(this.#controlPeriodMs, this.#clock, signal, () => this.step());
    await Promise.all([control, this.#beats(signal), this.#pictures.run(signal)]);
    unwatch?.();
    if (this.applying) await this.#rest("session_closed");
    await this.#sendSummary();
    await this.beat({ goodbye: true });
  }

  /** One heartbeat; resolves to whether it was answered. */
  async beat(extra: Partial<Heartbeat> = {}): Promise<boolean> {
    const sentAt = this.#clock.monotonicMs();
    this.#seq += 1;
    const limit = AbortSignal.timeout(Math.max(1000, this.#intervalMs * 2));
    try {
      const report = { ...this.#report(), ...this.#pictures.told, ...extra };
      const answer = await this.#transport.heartbeat(report, limit);
      this.#roundTripMs = this.#clock.monotonicMs() - sentAt;
      if (answer["ok"] === false) {
        // A revoked credential, say: nothing is applied any more, and the server is asked ever more rarely.
        this.#failures += 1;
        this.#emit({ kind: "refused", reason: String(answer["reason"]) });
        this.#take({}, sentAt);
        return false;
      }
      if (this.#failures > 0) this.#emit({ kind: "online" });
      this.#failures = 0;
      this.#take(answer, sentAt);
      this.#pictures.heard(answer);
      this.#code.take(answer, report.presenceShown);
      if (isHeard(this.#stop, report, answer)) this.#stop = null;
      return true;
    } catch (error) {
      if (this.#failures === 0) this.#emit({ kind: "offline", error });
      this.#failures += 1;
      return false;
    }
  }

  /** One period of the control loop. */
  async step(): Promise<void> {
    this.#rate.measure(this.#clock.monotonicMs());
    await this.#follow();
    try {
      this.#observation = await this.#driver.observe();
      const session = this.#lease.session;
      if (session === null || session.status === "closed" || this.#fault !== null || this.#stop !== null) return;
      const row = await this.#policy.next(this.#observation);
      if (row === null) return;
      this.#counts.steps += 1;
      // Asked again after every wait: between the observation and this line the lease may have ended. A row planned
      // before a promotion is not the first one applied after it.
      const { applying, started } = await this.#follow();
      this.#firstMove = applying ? null : (this.#driver.moveOf?.(row, this.#observation) ?? null);
      // And once more without any wait before the motors: a process that is held up here must not act late.
      if (applying && !started && this.applying) {
        this.#lease.spend();
        await this.#driver.act(row);
        this.#counts.appliedSteps += 1;
        this.#pictures.acted();
      }
    } catch (error) {
      await this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #take(answer: Answer, sentAt: number | null): void {
    const now = this.#clock.monotonicMs();
    const instruction = readInstruction(answer);
    const { session, stop } = instruction;
    if (sentAt === null) {
      // A push has no server time, so it can end applying but never begin or prolong it: that takes a heartbeat.
      const current = this.#lease.session;
      if (session?.id !== current?.id || session?.version !== current?.version) this.#beatNow();
      const isEnd = session?.mode !== "apply_actions" && current !== null;
      const isNew = isEnd ? this.#lease.accept(instruction, now, now) : stop !== null && this.#lease.stop(stop);
      if (isNew && stop !== null) this.#obey(stop);
      return;
    }
    // A stop that comes with a later promotion bars that one too, so the session is taken first.
    if (this.#lease.accept(instruction, sentAt, now) && stop !== null) this.#obey(stop);
    // The server asks for one that was obeyed: it has not heard of it, and hears of it again.
    else if (stop !== null) this.#stop ??= stop;
    const id = session?.status === "closed" ? null : (session?.id ?? null);
    if (id !== this.#sessionId) this.#begin(id);
  }

  #obey(command: StopCommand): void {
    this.#stop = command;
    this.#emit({ kind: "stop", command });
    void this.#rest("software_stop").then(() => this.#beatNow());
  }

  #begin(sessionId: string | null): void {
    this.#sessionId = sessionId;
    this.#emit({ kind: "session", sessionId });
    if (sessionId === null) return;
    this.#counts.begin(this.#clock.wallMs());
    this.#fault = null;
    this.#firstMove = null;
    this.#policy.reset();
    this.#beatNow();
  }

  /** Brings the arm in line with what the lease says now. */
  async #follow(): Promise<{ applying: boolean; started: boolean }> {
    const change = this.#lease.update(this.#clock.monotonicMs());
    if (change.started) {
      this.#policy.reset();
      this.#emit({ kind: "applying" });
      this.#beatNow();
    }
    if (change.fell !== null) {
      this.#emit({ kind: "fell", reason: change.fell });
      if (change.fell !== "software_stop" && change.fell !== "fault") await this.#rest(change.fell);
      this.#beatNow();
    }
    return change;
  }

  /** Going back to a dry run is no incident; everything else counts as a safe stop. */
  async #rest(reason: FallReason): Promise<void> {
    if (!asOrdered.has(reason)) this.#counts.safeStops += 1;
    this.#policy.reset();
    try {
      await this.#driver.safeStop(reason);
    } catch (error) {
      this.#counts.note(`safe stop failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #fail(message: string): Promise<void> {
    this.#counts.note(message);
    if (this.#fault !== null) return;
    this.#fault = message;
    this.#lease.giveUp();
    this.#emit({ kind: "fault", message });
    await this.#rest("fault");
    this.#beatNow();
  }

  #report(): Heartbeat {
    return reportOf({
      seq: this.#seq,
      wallMs: this.#clock.wallMs(),
      intervalMs: this.#intervalMs,
      applying: this.applying,
      sessionId: this.#sessionId,
      fault: this.#fault,
      stop: this.#stop,
      observation: this.#observation,
      firstMove: this.#firstMove,
      presenceShown: this.#code.untold,
      roundTripMs: this.#roundTripMs,
      inferenceMs: this.#policy.inferenceMs,
      controlHz: this.#rate.hz,
      counts: this.#counts,
    });
  }

  async #sendSummary(): Promise<void> {
    if (this.#sessionId === null) return;
    this.#summaryAt = this.#clock.monotonicMs();
    await this.#transport.summary?.(this.#sessionId, this.summary).catch(() => undefined);
  }

  #beatNow(): void {
    this.#nudge.abort();
  }

  async #beats(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#nudge = new AbortController();
      if ((await this.beat()) && this.#clock.monotonicMs() - this.#summaryAt >= summaryEveryMs) await this.#sendSummary();
      if (!this.#nudge.signal.aborted) await pause(this.#waitMs(), AbortSignal.any([signal, this.#nudge.signal]));
      // A stop is acknowledged with "motion zero" as soon as that is true, not a second later.
      if (this.#stop !== null) await pause(Math.min(100, this.#intervalMs), signal);
    }
  }

  #waitMs(): number {
    if (this.#stop !== null) return 0;
    return this.#failures === 0 ? this.#intervalMs : backOffMs(this.#failures);
  }
}
