import type { Answer, Moment } from "../src/index.ts";
import { pause, type Clock } from "./clock.ts";
import type { AgentEvent, AgentOptions, Camera, Transport } from "./transport.ts";

/** Between two live pictures of a camera, from the answer to the one before: a slow link gets fewer, none wait for it. */
const gapMs = 1_000;
const gapAfterFailureMs = 3_000;
const longestMs = 5_000;
/** No answer asks for longer than this. */
const longestWishMs = 60_000;
const mostMoments = 12;
const mostCameras = 4;
const nameShape = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

const never = new AbortController().signal;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/**
 * Pictures of a robot's cameras, beside everything else: nothing here is waited for by a heartbeat, a stop or the control loop, and a
 * picture that is too slow is dropped. Live ones are taken while the server says that somebody looks, moments of a run in any case.
 */
export class Pictures {
  readonly #cameras: ReadonlyMap<string, Camera>;
  readonly #send: Transport["picture"];
  readonly #clock: Clock;
  readonly #emit: (event: AgentEvent) => void;
  #wantedUntilMs = Number.NEGATIVE_INFINITY;
  #wish = new AbortController();
  #sessionId: string | null = null;
  #moments = 0;
  #isFirstAction = false;
  /** Cameras whose last picture did not arrive: told once, not with each. */
  readonly #failing = new Set<string>();
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  constructor({ picture }: Transport, { cameras = {}, onEvent = () => undefined }: AgentOptions, clock: Clock) {
    // The server refuses every heartbeat that names such cameras: better no agent than one that nobody hears of.
    const names = Object.keys(cameras);
    if (names.length > mostCameras) throw new Error(`A robot has at most ${mostCameras} cameras, not ${names.length}.`);
    const bad = names.find((name) => !nameShape.test(name));
    if (bad !== undefined)
      throw new Error(`"${bad}" is no name of a camera: 1 to 32 letters, digits, ".", "_" or "-", the first a letter or a digit.`);
    this.#cameras = new Map(picture === undefined ? [] : Object.entries(cameras));
    this.#send = picture;
    this.#clock = clock;
    this.#emit = onEvent;
  }

  /** What a heartbeat says of them. */
  get told(): { cameras?: string[] } {
    return this.#cameras.size === 0 ? {} : { cameras: [...this.#cameras.keys()] };
  }

  /** The answer to a heartbeat. Durations, because the two clocks need not agree. */
  heard(answer: Answer): void {
    const [until, now] = [number(answer["picturesUntil"]), number(answer["serverTime"])];
    if (until === null || now === null) return;
    this.#wantedUntilMs = this.#clock.monotonicMs() + Math.min(longestWishMs, until - now);
    this.#wish.abort();
    this.#wish = new AbortController();
  }

  /** Passes on what happens to the robot; some of it is a moment to keep. */
  tell(event: AgentEvent): void {
    this.#emit(event);
    if (event.kind === "session") {
      this.#moment("ended");
      this.#sessionId = event.sessionId;
      this.#moments = 0;
      this.#moment("session_started");
    } else if (event.kind === "applying") {
      this.#isFirstAction = true;
      this.#moment("promoted");
    } else if (event.kind === "stop" || event.kind === "fault") this.#moment("stopped");
    // A stop and a fault were told already, and going back to a dry run is neither.
    else if (event.kind === "fell" && event.reason === "lease_lapsed") this.#moment("stopped");
  }

  /** An action has reached the arm. */
  acted(): void {
    if (this.#isFirstAction) this.#moment("first_action");
    this.#isFirstAction = false;
  }

  /** Sends live pictures while they are wanted, until `signal` fires. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#cameras.keys()].map((camera) => this.#live(camera, signal)));
  }

  async #live(camera: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#clock.monotonicMs() >= this.#wantedUntilMs) await pause(60_000, AbortSignal.any([signal, this.#wish.signal]));
      else await pause(await this.#shoot(camera, undefined, signal), signal);
    }
  }

  #moment(reason: Moment): void {
    const sessionId = this.#sessionId;
    if (sessionId === null || this.#moments >= mostMoments) return;
    this.#moments += 1;
    // Later than whatever brings the arm to rest just now: drawing or encoding a picture may take a while.
    for (const camera of this.#cameras.keys()) setTimeout(() => void this.#shoot(camera, { sessionId, reason }, never), 0);
  }

  /** Takes one picture and sends it; resolves to how long the camera rests, ms. Never rejects. */
  async #shoot(camera: string, moment: { sessionId: string; reason: Moment } | undefined, ending: AbortSignal): Promise<number> {
    const signal = AbortSignal.any([ending, AbortSignal.timeout(longestMs)]);
    try {
      const takenAt = this.#clock.wallMs();
      const picture = await Promise.race([this.#take(camera), failed(signal)]);
      const facts = { takenAt, sentAt: this.#clock.wallMs(), ...(moment === undefined ? {} : { moment }) };
      const answer = await Promise.race([this.#send?.(camera, picture, facts, signal), failed(signal)]);
      if (answer?.["ok"] === false) return Math.max(gapMs, number(answer["retryAfterMs"]) ?? gapAfterFailureMs);
      this.#failing.delete(camera);
      return gapMs;
    } catch (error) {
      if (!ending.aborted && !this.#failing.has(camera)) this.#emit({ kind: "picture_failed", camera, message: messageOf(error) });
      this.#failing.add(camera);
      return gapAfterFailureMs;
    }
  }

  /** A camera is never asked twice at once: who comes while it works gets what it gives. */
  async #take(camera: string): Promise<Uint8Array> {
    const working = this.#underWay.get(camera);
    if (working !== undefined) return await working;
    const begun = Promise.resolve()
      .then(() => this.#cameras.get(camera)?.() ?? Promise.reject(new Error("no such camera")))
      .finally(() => this.#underWay.delete(camera));
    this.#underWay.set(camera, begun);
    return await begun;
  }
}

const failed = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = () => reject(new Error(`no picture within ${longestMs / 1_000} s`));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
