/**
 * A simulated arm as a process of its own, with the product's agent, SDK and simulator, and a black box beside them.
 *
 *   node build/chaos-arm.mjs <url> <robotId> <credential> <black box file> <intervalMs>
 *
 * Over IPC it takes `{ skewMs }`, which sets how wrong its wall clock is from then on, and `{ end: true }`.
 */
import { setTimeout as wait } from "node:timers/promises";

import { connect, RobotAgent, systemClock, type RobotDriver, type Transport } from "../sdk/agent/index.ts";
import { controlHz, SimulatedArm } from "../sdk/sim/so101.ts";
import type { Answer } from "../sdk/src/index.ts";
import { BlackBox, sharedMs } from "./black-box.ts";

type Told = {
  accepted?: boolean;
  session?: {
    sessionId: string;
    status: string;
    mode: string;
    version: number;
    leaseExpiresAt?: number | null;
    budgetEndsAt?: number | null;
  } | null;
  stop?: { id: string } | null;
  serverTime?: number;
};

const [url = "", robotId = "", credential = "", file = "", intervalMs = "1000"] = process.argv.slice(2);
const box = new BlackBox(file);
const arm = new SimulatedArm({
  seconds: () => systemClock.monotonicMs() / 1_000,
  wait: (ms) => wait(ms),
  random: Math.random,
  latencyMs: 10,
  faultAfterS: null,
});

/** The same arm, with what reaches it written down before it is done. */
const recorded: RobotDriver = {
  observe: () => arm.observe(),
  infer: () => arm.infer(),
  act: (row) => {
    const told = sharedMs();
    box.write({ kind: "act" }, told);
    arm.act(row);
    // A process that was frozen in between moves when it wakes.
    if (sharedMs() - told > 20) box.write({ kind: "acted" });
  },
  safeStop: (reason) => {
    box.write({ kind: "rest", reason });
    arm.safeStop();
  },
};

/** Reads an answer with code of its own: what the agent makes of it is what is on trial. */
function heard(answer: Answer, sentAt: number | null): void {
  const { session, stop, serverTime, accepted } = answer as Told;
  box.write({
    kind: "heard",
    sentAt,
    isTaken: sentAt !== null && accepted === true,
    session:
      session === null || session === undefined
        ? null
        : {
            id: session.sessionId,
            status: session.status,
            mode: session.mode,
            version: session.version,
            leaseMs: serverTime === undefined ? null : Math.min(session.leaseExpiresAt ?? 0, session.budgetEndsAt ?? 0) - serverTime,
          },
    stop: stop?.id ?? null,
  });
}

const line = connect({ robotId, credential, convexUrl: url, tokenHash: "" });
const watched: Transport = {
  heartbeat: async (fields, signal) => {
    const sentAt = sharedMs();
    box.write(
      {
        kind: "sent",
        mode: String(fields.mode),
        sessionId: fields.sessionId ?? null,
        steps: fields.steps ?? 0,
        appliedSteps: fields.appliedSteps ?? 0,
        ack: fields.ack?.commandId ?? null,
      },
      sentAt,
    );
    const answer = await line.heartbeat(fields, signal);
    heard(answer, sentAt);
    return answer;
  },
  ...(line.summary === undefined ? {} : { summary: line.summary }),
  watch: (onPush) =>
    line.watch?.((answer) => {
      heard(answer, null);
      onPush(answer);
    }) ?? (() => undefined),
};

let skewMs = 0;
const ending = new AbortController();
process.on("message", (order: { skewMs?: number; end?: boolean }) => {
  skewMs = order.skewMs ?? skewMs;
  if (order.end === true) ending.abort();
});
process.once("disconnect", () => ending.abort());
process.once("SIGTERM", () => ending.abort());

let before = [...arm.positions];
let sampledAt = sharedMs();
const smallestMove = 0.002;
const samples = setInterval(() => {
  const since = sampledAt;
  // Before the look: one that is frozen while it looks has seen what moved until it woke.
  sampledAt = sharedMs();
  const now = [...arm.positions];
  const radians = Math.max(...now.map((position, index) => Math.abs(position - (before[index] ?? 0))));
  if (radians < smallestMove) return;
  before = now;
  box.write({ kind: "moved", radians, since });
}, 20);

box.write({ kind: "started", robotId, pid: process.pid });
const agent = new RobotAgent(recorded, watched, {
  intervalMs: Number(intervalMs),
  controlHz,
  clock: { ...systemClock, wallMs: () => systemClock.wallMs() + skewMs },
});
await agent.run(ending.signal);
clearInterval(samples);
box.write({ kind: "ended", appliedSteps: agent.summary.appliedSteps });
box.close();
process.exit(0);
