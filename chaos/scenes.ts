import type { Event, Who } from "./schedule.ts";

/** Draws from a seed. */
export type Dice = { from: (least: number, most: number) => number; oneOf: <T>(choices: readonly T[]) => T };

/** Events of one scene, each with its time after the scene's beginning. */
export type Scene = (dice: Dice, arm: number, operators: number) => { afterMs: number; event: Event }[];

/** An operator who presses when the button is offered, as long as that takes, at most. */
const patientMs = 2_000;

const end = ({ oneOf }: Dice, arm: number, operator: number): Event => ({
  do: oneOf(["stop", "stop", "demote", "close"] as const),
  arm,
  operator,
});

/** The first operator promotes; what happens next is by the last one, who is another one in every second run. */
const promote = (arm: number): { afterMs: number; event: Event } => ({ afterMs: 0, event: { do: "promote", arm, operator: 0, patientMs } });
const by = (index: number): Who => ({ kind: "operator", index });
const of = (index: number): Who => ({ kind: "arm", index });

/**
 * The moments at which a control plane for arms can go wrong, each aimed at, with times drawn from the seed. Faults at
 * random times rarely meet them: most of a run nothing is under way that could be late.
 */
export const scenes: readonly Scene[] = [
  /** The promote happens, and the operator never hears of it. */
  (dice, arm, operators) => [
    { afterMs: 0, event: { do: "loseAnswer", who: by(0), to: 'sessions:promote"' } },
    promote(arm),
    { afterMs: dice.from(1_000, 3_500), event: end(dice, arm, operators - 1) },
  ],
  /** The promote is under way for seconds, and the session changes in the meantime and becomes as ready as it was. */
  (dice, arm, operators) => [
    { afterMs: 0, event: { do: "holdRequest", who: by(0), to: 'sessions:promote"', forMs: dice.from(2_200, 6_000) } },
    promote(arm),
    { afterMs: dice.from(150, 400), event: { do: "promote", arm, operator: operators - 1, patientMs } },
    { afterMs: dice.from(800, 1_200), event: { do: "demote", arm, operator: operators - 1 } },
  ],
  /** A promote that is delivered again after it was ended and everything is ready again. */
  (dice, arm, operators) => [
    promote(arm),
    { afterMs: dice.from(700, 1_200), event: { do: "demote", arm, operator: operators - 1 } },
    ...[1_700, 2_300, 3_000].map((afterMs) => ({
      afterMs: afterMs + dice.from(0, 500),
      event: { do: "replay" as const, who: by(0), of: "sessions:promote" },
    })),
  ],
  /** The arm obeys a stop, its acknowledgement arrives and the answer to it does not: it is sent again while the next stop is under way. */
  (dice, arm, operators) => [
    { afterMs: 0, event: { do: "loseAnswer", who: of(arm), to: '"ack"' } },
    { afterMs: 10, event: { do: "stop", arm, operator: 0 } },
    ...[120, 320, 560].map((afterMs) => ({
      afterMs: afterMs + dice.from(0, 160),
      event: { do: "stop" as const, arm, operator: operators - 1 },
    })),
  ],
  /** An acknowledgement that is delivered again after the arm froze, and the next stop is pressed. */
  (dice, arm, operators) => [
    { afterMs: 0, event: { do: "stop", arm, operator: 0 } },
    { afterMs: dice.from(700, 1_200), event: { do: "freezeArm", arm, forMs: dice.from(800, 2_000) } },
    { afterMs: 1_250, event: { do: "stop", arm, operator: operators - 1 } },
    ...[1_350, 1_600].map((afterMs) => ({ afterMs, event: { do: "replay" as const, who: of(arm), of: '"ack"' } })),
  ],
  /** What the arm hears is late, while the session ends. */
  (dice, arm, operators) => [
    promote(arm),
    {
      afterMs: dice.from(300, 1_200),
      event: {
        do: "fault",
        who: of(arm),
        fault: dice.oneOf([
          { kind: "delay", ms: dice.from(200, 1_400) },
          { kind: "blackHole", direction: "down" },
          { kind: "blackHole", direction: "up" },
        ] as const),
        forMs: dice.from(400, 2_500),
      },
    },
    { afterMs: dice.from(1_200, 2_000), event: end(dice, arm, operators - 1) },
  ],
  /** One answer to a heartbeat is under way for longer than the others, as long as the agent waits, and overtaken by an end. */
  (dice, arm, operators) => [
    promote(arm),
    ...[700, 1_300].map((afterMs) => ({
      afterMs,
      event: { do: "holdAnswer" as const, who: of(arm), to: "heartbeat", forMs: dice.from(500, 950) },
    })),
    { afterMs: dice.from(1_000, 1_900), event: { do: dice.oneOf(["demote", "demote", "close"] as const), arm, operator: operators - 1 } },
  ],
  /** An arm that applies is gone, and back before its lease is over. */
  (dice, arm) => [
    promote(arm),
    { afterMs: dice.from(700, 2_000), event: { do: "killArm", arm, forMs: dice.oneOf([0, 0, dice.from(0, 1_200)]) } },
  ],
  /** An arm that begins anew hears of its session on its socket, while its own reports are under way for seconds. */
  (dice, arm) => {
    const killedAt = dice.from(200, 1_000);
    return [
      { afterMs: killedAt, event: { do: "killArm", arm, forMs: 0 } },
      {
        afterMs: killedAt + 20,
        event: {
          do: "fault",
          who: of(arm),
          fault: { kind: "blackHole", direction: "up", sparesSockets: true },
          forMs: dice.from(1_500, 4_000),
        },
      },
    ];
  },
  /** An arm that applies hangs for longer or shorter than its lease. */
  (dice, arm) => [promote(arm), { afterMs: dice.from(700, 2_000), event: { do: "freezeArm", arm, forMs: dice.from(300, 3_000) } }],
  /** The clock on the wall jumps while actions are applied, and the network goes. */
  (dice, arm) => [
    promote(arm),
    { afterMs: dice.from(600, 1_200), event: { do: "skewArm", arm, skewMs: dice.oneOf([-1, 1]) * dice.from(500, 60_000), forMs: 3_000 } },
    { afterMs: dice.from(1_200, 1_800), event: { do: "fault", who: of(arm), fault: { kind: "cut" }, forMs: dice.from(1_800, 3_000) } },
  ],
  /** The network goes, and then the clock on the wall is set back: a lease that was measured on it would last on. */
  (dice, arm) => {
    const cutAt = dice.from(700, 1_200);
    return [
      promote(arm),
      { afterMs: cutAt, event: { do: "fault", who: of(arm), fault: { kind: "cut" }, forMs: 4_000 } },
      { afterMs: cutAt + dice.from(50, 900), event: { do: "skewArm", arm, skewMs: -dice.from(2_500, 60_000), forMs: 4_000 } },
    ];
  },
  /** The stop is pressed while its way is bad. */
  (dice, arm, operators) => [
    promote(arm),
    {
      afterMs: dice.from(900, 1_400),
      event: {
        do: "fault",
        who: by(operators - 1),
        fault: dice.oneOf([{ kind: "cut" }, { kind: "blackHole", direction: "both" }] as const),
        forMs: dice.from(300, 2_500),
      },
    },
    { afterMs: dice.from(1_400, 1_700), event: { do: "stop", arm, operator: operators - 1 } },
  ],
  /** A close that is delivered twice. */
  (dice, arm) => [
    promote(arm),
    { afterMs: dice.from(700, 1_500), event: { do: "close", arm, operator: 0 } },
    ...[40, 300].map((more) => ({ afterMs: 1_500 + more, event: { do: "replay" as const, who: by(0), of: "sessions:close" } })),
  ],
];

/** Those that only a run with a host that dies has: it is gone for most of such a run. */
export const hostScenes: readonly Scene[] = [
  /** The host dies around the moment it takes a promote, a stop or a close. */
  (dice, arm, operators) => [
    promote(arm),
    { afterMs: 900, event: end(dice, arm, operators - 1) },
    { afterMs: dice.oneOf([dice.from(0, 900), 900 + dice.from(0, 40)]), event: { do: "killHost", forMs: dice.from(0, 500) } },
  ],
  /** The disk takes nothing any more when a promote arrives: who promoted must not be told that it happened. */
  (dice, arm) => [
    { afterMs: 0, event: { do: dice.oneOf(["fillDisk", "failSync"] as const), forMs: dice.from(500, 1_000) } },
    { afterMs: dice.from(0, 150), event: { do: "promote", arm, operator: 0 } },
  ],
];
