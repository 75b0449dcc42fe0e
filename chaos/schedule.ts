import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

import type { Fault } from "./proxy.ts";
import { hostScenes, scenes, type Dice } from "./scenes.ts";
import type { SignInEnd } from "./sign-in.ts";

/** Whose way to the host: an operator's or an arm's, by number. */
export type Who = { kind: "arm" | "operator"; index: number };

/** What happens in a run. `forMs` is how long it stays so before it is put right. */
export type Event =
  /** With `patientMs` the operator waits so long for the promote to be offered, and without presses at once. */
  | { do: "promote"; arm: number; operator: number; patientMs?: number }
  | { do: "stop" | "demote" | "close" | "authorize"; arm: number; operator: number }
  /** The operator's sign-in is over, and a new one begun after that time. */
  | { do: "endSignIn"; operator: number; how: SignInEnd; forMs: number }
  /** The process of the operator's page is killed, and the session opened again after that time. */
  | { do: "killPage"; arm: number; operator: number; forMs: number }
  /** The clock of the schedule stands still until a promote of the arm is offered, at most so long. */
  | { do: "ready"; arm: number; operator: number; withinMs: number }
  /** It stands still until what happened last is over, at most so long. */
  | { do: "done"; withinMs: number }
  | { do: "fault"; who: Who; fault: Fault; forMs: number }
  | { do: "resetWay"; who: Who }
  /** Delivers the last request once more; with `of`, the last that contains this. */
  | { do: "replay"; who: Who; of?: string }
  | { do: "loseAnswer"; who: Who; to: string }
  | { do: "holdRequest" | "holdAnswer"; who: Who; to: string; forMs: number }
  | { do: "killHost"; forMs: number }
  | { do: "freezeHost"; forMs: number }
  | { do: "fillDisk" | "failSync"; forMs: number }
  | { do: "killArm"; arm: number; forMs: number }
  | { do: "freezeArm"; arm: number; forMs: number }
  | { do: "skewArm"; arm: number; skewMs: number; forMs: number };

export type Step = { atMs: number; event: Event };

export type Size = { lengthMs: number; arms: number; operators: number; longestFreezeMs: number };

/** Every second world has two arms and two operators: most of a run's cost is its processes, most of what can go wrong needs one of each. */
export const sizeOf = (seed: number): Size => ({
  lengthMs: 5_000,
  arms: 1 + (seed % 2),
  operators: 1 + (seed % 2),
  longestFreezeMs: isLong(seed) ? 60_000 : 2_500,
});

/** Beyond the seeds of `npm test` some worlds have processes that stand still for up to a minute, as a laptop that was closed does. */
const isLong = (seed: number): boolean => seed > 50 && seed % 25 === 0;

/** How often each kind comes up between scenes: acts are as many as faults, and promotes the most, since nothing moves without one. */
type Single = Exclude<Event["do"], "ready" | "done" | "holdRequest" | "holdAnswer" | "killPage" | "endSignIn">;
const weights: [number, Single][] = [
  [26, "promote"],
  [10, "stop"],
  [5, "demote"],
  [5, "close"],
  [5, "authorize"],
  [22, "fault"],
  [4, "resetWay"],
  [7, "replay"],
  [7, "loseAnswer"],
  [4, "killHost"],
  [4, "freezeHost"],
  [2, "fillDisk"],
  [2, "failSync"],
  [4, "killArm"],
  [4, "freezeArm"],
  [4, "skewArm"],
];

/** An arm that applies is gone for longer than any lease: only the server's own clock ends what it says of it. */
const silence: { afterMs: number; event: Event }[] = [
  { afterMs: 0, event: { do: "promote", arm: 0, operator: 0, patientMs: 2_000 } },
  { afterMs: 1_200, event: { do: "killArm", arm: 0, forMs: 5_500 } },
];

const ofHost: Single[] = ["killHost", "fillDisk", "failSync"];

/**
 * While an arm applies, if its promote comes to anything, a sign-in is over; who has none any more tries what must be refused, and presses
 * stop. Drawn apart, so that all else of a seed is what it was before there was this.
 */
function endedSignIn(seed: number, steps: readonly Step[], operators: number): Step[] {
  const random = xoroshiro128plus(-seed);
  const from = (least: number, most: number): number => uniformInt(random, least, most);
  const operator = from(0, operators - 1);
  const promotes = steps.flatMap(({ atMs, event }) => (event.do === "promote" ? [{ atMs, arm: event.arm }] : []));
  const { atMs, arm } = promotes[from(0, Math.max(0, Math.min(2, promotes.length - 1)))] ?? { atMs: 0, arm: 0 };
  const endedAt = atMs + from(200, 2_000);
  const forMs = from(800, 3_500);
  const tried = (act: "promote" | "demote" | "close" | "stop"): Step => ({
    atMs: endedAt + from(20, forMs),
    event: { do: act, arm, operator },
  });
  return [
    { atMs: endedAt, event: { do: "endSignIn", operator, how: from(0, 2) === 0 ? "expired" : "ended", forMs } },
    ...(["promote", "demote", "close", "stop"] as const).filter((act) => act === "stop" || from(0, 1) === 0).map(tried),
  ];
}

/**
 * The steps of one run, in order of time: the same for the same seed and size. That the processes answer at other moments in
 * another run is what a schedule cannot fix; a failing seed is run again several times.
 */
export function makeSchedule(seed: number, { lengthMs, arms, operators, longestFreezeMs }: Size): Step[] {
  const random = xoroshiro128plus(seed);
  const from = (least: number, most: number): number => uniformInt(random, least, most);
  const oneOf = <T>(choices: readonly T[]): T => choices[from(0, choices.length - 1)] as T; // the index is within
  // A host that starts again is away for seconds: in every run, there would be little else to see.
  const isHostRun = from(0, 2) === 0;
  const possible = weights.filter(([, what]) => isHostRun || !ofHost.includes(what));
  const total = possible.reduce((sum, [weight]) => sum + weight, 0);
  const kind = (): Single => {
    let left = from(0, total - 1);
    return possible.find(([weight]) => (left -= weight) < 0)?.[1] ?? "promote";
  };
  const who = (): Who =>
    from(0, 1) === 0 ? { kind: "arm", index: from(0, arms - 1) } : { kind: "operator", index: from(0, operators - 1) };
  const fault = (): Fault =>
    oneOf<() => Fault>([
      () => ({ kind: "cut" }),
      () => ({ kind: "blackHole", direction: oneOf(["up", "down", "both"] as const) }),
      () => ({ kind: "delay", ms: from(20, 1_500) }),
      () => ({ kind: "throttle", bytesPerSecond: from(500, 20_000) }),
    ])();
  const event = (): Event => {
    const what = kind();
    const arm = from(0, arms - 1);
    switch (what) {
      case "fault":
        return { do: what, who: who(), fault: fault(), forMs: from(100, 3_000) };
      case "resetWay":
      case "replay":
        return { do: what, who: who() };
      case "loseAnswer":
        return {
          do: what,
          who: { kind: "operator", index: from(0, operators - 1) },
          to: oneOf(['sessions:promote"', 'sessions:promote"', "sessions:demote", "sessions:close", "POST /http/stop"]),
        };
      case "killHost":
        return { do: what, forMs: from(0, 1_000) };
      case "fillDisk":
      case "failSync":
        return { do: what, forMs: from(100, 1_000) };
      case "freezeHost":
        return { do: what, forMs: from(100, longestFreezeMs) };
      case "freezeArm":
      case "killArm":
        return { do: what, arm, forMs: from(100, longestFreezeMs) };
      case "skewArm":
        return { do: what, arm, skewMs: oneOf([-1, 1]) * from(50, 60_000), forMs: from(500, 3_000) };
      case "promote": {
        const operator = from(0, operators - 1);
        return from(0, 3) === 0 ? { do: what, arm, operator } : { do: what, arm, operator, patientMs: 1_500 };
      }
      default:
        return { do: what, arm, operator: from(0, operators - 1) };
    }
  };
  const steps: Step[] = [];
  const dice: Dice = { from, oneOf };
  for (let atMs = 0; atMs < lengthMs; atMs += from(30, 450)) {
    // Every arm is ready when the schedule begins: the first scene is played as it is meant.
    if (atMs > 0 && from(0, 3) > 0) {
      steps.push({ atMs, event: event() });
      continue;
    }
    const arm = from(0, arms - 1);
    const scene = oneOf(isHostRun ? [...scenes, ...hostScenes, ...hostScenes] : scenes)(dice, arm, operators).map(
      ({ afterMs, event: what }) => ({ atMs: atMs + afterMs, event: what }),
    );
    steps.push({ atMs, event: { do: "ready", arm, operator: operators - 1, withinMs: 2_500 } }, ...scene);
    // Mostly a scene is played to its end undisturbed, and sometimes the next thing comes into it.
    if (from(0, 3) > 0) atMs = Math.max(...scene.map((step) => step.atMs));
  }
  if (seed % 3 === 1) steps.push(...endedSignIn(seed, steps, operators));
  // It takes longer than all else of a run: every tenth has it, when everything else is over.
  if (seed % 10 === 0) {
    const atMs = Math.max(...steps.map((step) => step.atMs)) + 300;
    steps.push({ atMs, event: { do: "ready", arm: 0, operator: 0, withinMs: 2_500 } });
    steps.push(...silence.map(({ afterMs, event: what }) => ({ atMs: atMs + afterMs, event: what })));
  }
  return steps.sort((a, b) => a.atMs - b.atMs);
}
