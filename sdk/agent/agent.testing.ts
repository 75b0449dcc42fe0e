import type { Answer, Heartbeat, RunSummary } from "../src/index.ts";
import { RobotAgent } from "./agent.ts";
import type { RobotDriver } from "./policy.ts";
import type { AgentEvent, AgentOptions, PictureFacts, Transport } from "./transport.ts";

type Mode = "dry_run" | "apply_actions";
export const leaseMs = 3000;

/** A server that answers from a few fields, a driver that records, and a clock that only moves when told. */
export function bench(overrides: Partial<RobotDriver> = {}, options: AgentOptions = {}) {
  let now = 1000;
  const clock = options.clock ?? { monotonicMs: () => now, wallMs: () => 5_000 + now };
  const server = {
    reachable: true,
    /** Answers are written, and stay on their way until they are let go. */
    holds: false,
    letGo: (): void => undefined,
    refuses: null as string | null,
    session: null as ({ sessionId: string; status: string; mode: Mode; version: number } & Answer) | null,
    presence: null as { id: string; code: string } | null,
    /** How long each answer says that somebody looks, ms; 0 for not at all. */
    looksMs: 0,
    /** What becomes of a picture. */
    takes: (): Promise<Answer> => Promise.resolve({ ok: true }),
    stop: null as { id: string; sessionId: string; version: number; sentAt: number } | null,
  };
  const sent: Heartbeat[] = [];
  const summaries: RunSummary[] = [];
  const pictures: { camera: string; bytes: Uint8Array; facts: PictureFacts; at: number }[] = [];
  const done: string[] = [];
  const events: AgentEvent[] = [];
  const answer = (): Answer => {
    if (server.refuses !== null) return { ok: false, reason: server.refuses };
    // The server's clock is hours away: only differences may count.
    const serverTime = clock.monotonicMs() + 10_000_000;
    return {
      ok: true,
      serverTime,
      session:
        server.session === null
          ? null
          : {
              ...server.session,
              leaseExpiresAt: server.session.mode === "apply_actions" ? serverTime + leaseMs : null,
              budgetEndsAt: null,
            },
      stop: server.stop,
      ...(server.looksMs === 0 ? {} : { picturesUntil: serverTime + server.looksMs }),
      ...(server.presence === null ? {} : { presence: { ...server.presence, expiresAt: serverTime + 60_000 } }),
    };
  };
  let push: (value: Answer) => void = () => undefined;
  const transport: Transport = {
    heartbeat: (fields) => {
      sent.push(fields);
      if (!server.reachable) return Promise.reject(new Error("cut"));
      const told = answer();
      if (!server.holds) return Promise.resolve(told);
      return new Promise((done) => {
        server.letGo = () => {
          server.holds = false;
          done(told);
        };
      });
    },
    summary: (_sessionId, summary) => {
      summaries.push(summary);
      return Promise.resolve();
    },
    picture: (camera, bytes, facts) => {
      pictures.push({ camera, bytes, facts, at: clock.monotonicMs() });
      return server.takes();
    },
    watch: (onPush) => {
      push = onPush;
      return () => undefined;
    },
  };
  const driver: RobotDriver = {
    observe: () => ({ joints: [0.1], moving: false }),
    infer: () => Promise.resolve({ rows: Array.from({ length: 50 }, () => [0.2]) }),
    act: () => void done.push("act"),
    safeStop: (reason) => void done.push(`safeStop ${reason}`),
    ...overrides,
  };
  const agent = new RobotAgent(driver, transport, {
    onEvent: (event) => events.push(event),
    ...options,
    clock,
  });
  const steps = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      now += 40;
      await agent.step();
      await Promise.resolve();
    }
  };
  return {
    agent,
    transport,
    server,
    sent,
    summaries,
    pictures,
    done,
    events,
    steps,
    wait: (ms: number) => (now += ms),
    push: (value: Answer) => push(value),
  };
}

export const session = (mode: Mode, version: number) => ({ sessionId: "s", status: "active", mode, version });

/** A bench whose arm applies actions, five steps after the promotion. */
export async function applying(overrides: Partial<RobotDriver> = {}) {
  const b = bench(overrides);
  b.server.session = session("dry_run", 1);
  await b.agent.beat();
  await b.steps(3);
  b.server.session = session("apply_actions", 2);
  await b.agent.beat();
  await b.steps(5);
  return b;
}
